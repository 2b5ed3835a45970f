// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.tensors;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import java.io.IOException;
import java.nio.file.Path;
import org.contextile.library.torch.MemoryLayout;
import org.contextile.library.torch.ModuleParameter;
import org.contextile.library.torch.ScriptArchive;
import org.contextile.library.torch.ScriptModule;
import org.contextile.library.torch.ScriptNode;
import org.contextile.library.torch.ScriptProgram;
import org.contextile.library.torch.Weights;
import org.contextile.library.torch.fixture.TestData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TorchScriptWeightsTest {

  private static final ScriptProgram PROGRAM =
      ScriptProgram.parse(
          """
          class Scale(Module):
            def forward(self, x: Tensor) -> Tensor:
              return torch.conv2d(x, self.weight) * self.factor + self.shift

          class Net(Module):
            def forward(self, x: Tensor) -> Tensor:
              return self.body.forward(x)
          """);

  @TempDir Path directory;

  @Test
  void ourArchivesAndThoseThatLibtorchMakesOfThemHoldTheSameWeights() throws IOException {
    float[] values = new float[24];
    for (int i = 0; i < values.length; i++) {
      values[i] = 0.1f * i;
    }
    ScriptNode body =
        ScriptNode.of("Scale")
            .parameter("weight", new Weights(new long[] {2, 3, 2, 2}, values))
            .buffer("shift", Weights.filled(0.5f))
            .constant("factor", 2.0);
    ScriptNode net = ScriptNode.of("Net").child("body", body);
    for (MemoryLayout layout : MemoryLayout.values()) {
      Path ours = directory.resolve(layout + ".pt");
      ScriptArchive.write(ours, net, PROGRAM, layout);
      assertHolds(ours, values);
      Path again = directory.resolve(layout + "-again.pt");
      try (ScriptModule module = ScriptModule.load(ours, Device.cpu(), true)) {
        module.save(again);
      }
      assertHolds(again, values);
    }
  }

  private static void assertHolds(Path file, float[] values) throws IOException {
    try (StateDict dict = StateDict.open(file)) {
      assertThat(dict.format()).isEqualTo(Format.TORCHSCRIPT);
      assertThat(dict.names()).containsExactlyInAnyOrder("body.weight", "body.shift");
      StoredTensor weight = dict.find("body.weight").orElseThrow();
      assertThat(weight.shape()).containsExactly(2, 3, 2, 2);
      assertThat(weight.floats()).isEqualTo(values);
      assertThat(dict.find("body.shift").orElseThrow().floats()).containsExactly(0.5f);
    }
  }

  @Test
  void aRealNetworkHasTheParametersThatLibtorchSees() throws IOException {
    Path file = TestData.file("weights/mobilenetv2-student-96.pt");
    try (StateDict dict = StateDict.open(file);
        ScriptModule module = ScriptModule.load(file, Device.cpu(), false)) {
      assertThat(module.parameters()).isNotEmpty();
      for (ModuleParameter parameter : module.parameters()) {
        StoredTensor stored = dict.find(parameter.name()).orElseThrow();
        assertThat(stored.shape()).isEqualTo(parameter.tensor().getShape().getShape());
        assertThat(stored.floats()).isEqualTo(parameter.tensor().toFloatArray());
      }
    }
  }
}
