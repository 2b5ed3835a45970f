// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScriptArchiveTest {

  private static final ScriptProgram PROGRAM =
      ScriptProgram.parse(
          """
          class Affine(Module):
            def forward(self, x: Tensor) -> Tensor:
              return torch.conv2d(x, self.weight, None, [1, 1], [1, 1]) * self.scale + self.shift

          class Net(Module):
            def forward(self, x: Tensor) -> Tensor:
              y = self.body.forward(x)
              for _ in range(self.repeats):
                y = torch.relu(y)
              return y

            def learn(self, x: Tensor, parameters: List[Tensor]) -> List[Tensor]:
              loss = torch.mean(self.forward(x) ** 2)
              loss.backward()
              out = [loss]
              for p in parameters:
                g = p.grad
                assert g is not None
                out.append(g)
              return out
          """);

  @TempDir
  @SuppressWarnings("NullAway.Init") // set by JUnit
  Path directory;

  private static ScriptNode affine(float start) {
    float[] kernel = new float[2 * 3 * 3 * 3];
    for (int i = 0; i < kernel.length; i++) {
      kernel[i] = start + 0.01f * i;
    }
    return ScriptNode.of("Affine")
        .parameter("weight", new Weights(new long[] {2, 3, 3, 3}, kernel))
        .buffer("shift", Weights.filled(0.5f))
        .constant("scale", 2.0);
  }

  private static ScriptNode net() {
    return ScriptNode.of("Net")
        .constant("repeats", 300L)
        .child("body", ScriptNode.chain(List.of(affine(0.1f))));
  }

  @Test
  void anArchiveLoadsComputesTrainsSavesAndLoadsAgain() throws IOException {
    Path file = directory.resolve("net.pt");
    ScriptArchive.write(file, net(), PROGRAM, MemoryLayout.CONTIGUOUS);
    Path saved = directory.resolve("saved.pt");
    float[] before;
    try (ScriptModule module = ScriptModule.load(file, Device.cpu(), true);
        NDManager step = module.scope().newSubManager()) {
      assertThat(module.parameters())
          .extracting(ModuleParameter::name)
          .containsExactly("body.0.weight");
      assertThat(module.parameterCount()).isEqualTo(54);
      NDArray x = step.ones(new Shape(1, 3, 4, 4));
      before = module.infer(ScriptCall.of("forward").tensor(x)).get(0).toFloatArray();
      var learned =
          module.learn(
              ScriptCall.of("learn")
                  .tensor(x)
                  .tensors(module.parameters().stream().map(ModuleParameter::tensor).toList()));
      assertThat(learned.get(0).getFloat()).isPositive();
      assertThat(learned.get(1).getShape()).isEqualTo(new Shape(2, 3, 3, 3));
      module.save(saved);
    }
    try (ScriptModule module = ScriptModule.load(saved, Device.cpu(), false);
        NDManager step = module.scope().newSubManager()) {
      NDArray x = step.ones(new Shape(1, 3, 4, 4));
      assertThat(module.infer(ScriptCall.of("forward").tensor(x)).get(0).toFloatArray())
          .isEqualTo(before);
    }
  }

  @Test
  void channelsLastWeightsComputeTheSame() throws IOException {
    Path plain = directory.resolve("plain.pt");
    Path channelsLast = directory.resolve("channels-last.pt");
    ScriptArchive.write(plain, net(), PROGRAM, MemoryLayout.CONTIGUOUS);
    ScriptArchive.write(channelsLast, net(), PROGRAM, MemoryLayout.CHANNELS_LAST);
    assertThat(outputOf(channelsLast)).containsExactly(outputOf(plain), Offset.offset(1e-4f));
  }

  private static float[] outputOf(Path file) {
    try (ScriptModule module = ScriptModule.load(file, Device.cpu(), false);
        NDManager step = module.scope().newSubManager()) {
      NDArray x = step.arange(48f).reshape(1, 3, 4, 4);
      return module.infer(ScriptCall.of("forward").tensor(x)).get(0).toFloatArray();
    }
  }

  @Test
  void theSameNetworkGivesTheSameBytesAndAlignedTensors() throws IOException {
    Path one = directory.resolve("one.pt");
    Path two = directory.resolve("two.pt");
    ScriptArchive.write(one, net(), PROGRAM, MemoryLayout.CONTIGUOUS);
    ScriptArchive.write(two, net(), PROGRAM, MemoryLayout.CONTIGUOUS);
    byte[] bytes = Files.readAllBytes(one);
    assertThat(Files.readAllBytes(two)).isEqualTo(bytes);
    assertThat(new String(bytes, StandardCharsets.ISO_8859_1).indexOf("class Affine") % 64)
        .isZero();
  }

  @Test
  void modulesOfOneClassMustDeclareTheSame() {
    ScriptNode other = ScriptNode.of("Affine").constant("scale", 2.0);
    ScriptNode chain = ScriptNode.chain(List.of(affine(0), other));
    assertThatThrownBy(
            () ->
                ScriptArchive.write(
                    directory.resolve("x.pt"), chain, PROGRAM, MemoryLayout.CONTIGUOUS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Affine");
  }

  @Test
  void aFileThatIsNoArchiveIsRefused() throws IOException {
    Path file = Files.writeString(directory.resolve("text.pt"), "not an archive");
    assertThatThrownBy(() -> ScriptModule.load(file, Device.cpu(), false))
        .isInstanceOf(ScriptException.class)
        .hasMessageContaining("text.pt");
  }
}
