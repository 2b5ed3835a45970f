// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.torch.optim;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.contextile.library.torch.MemoryLayout;
import org.contextile.library.torch.ModuleParameter;
import org.contextile.library.torch.ScriptArchive;
import org.contextile.library.torch.ScriptCall;
import org.contextile.library.torch.ScriptModule;
import org.contextile.library.torch.ScriptNode;
import org.contextile.library.torch.ScriptProgram;
import org.contextile.library.torch.fixture.TensorFixture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The reference is {@code src/test/python/adamw_fixture.py}. */
class AdamWTest {

  private static final ScriptProgram PROGRAM =
      ScriptProgram.parse(
          """
          class Bag(Module):
            # The gradient of sum(p * g) with respect to p is g.
            def backward(self, gradients: List[Tensor]) -> Tensor:
              p = [self.p0, self.p1, self.p2, self.p3]
              loss = torch.sum(p[0] * gradients[0])
              for i in range(1, 4):
                loss = loss + torch.sum(p[i] * gradients[i])
              loss.backward()
              return loss
          """);

  private final TensorFixture fixture = TensorFixture.read(AdamWTest.class, "adamw.tensors");

  @TempDir
  @SuppressWarnings("NullAway.Init") // set by JUnit
  Path directory;

  private ScriptModule bag(MemoryLayout layout) throws IOException {
    ScriptNode node = ScriptNode.of("Bag");
    for (int i = 0; i < 4; i++) {
      node.parameter("p" + i, fixture.get("start." + i));
    }
    Path file = directory.resolve(layout + ".pt");
    ScriptArchive.write(file, node, PROGRAM, layout);
    return ScriptModule.load(file, Device.cpu(), true);
  }

  private static AdamW optimiser(ScriptModule bag) throws IOException {
    List<ModuleParameter> p = bag.parameters();
    return new AdamW(
        Device.cpu(),
        AdamWSettings.DEFAULT,
        List.of(
            new ParameterGroup("first", p.subList(0, 2), 0.05),
            new ParameterGroup("second", p.subList(2, 4), 0)));
  }

  private double step(ScriptModule bag, AdamW optimiser, int step) {
    try (NDManager scope = bag.scope().newSubManager()) {
      List<NDArray> gradients = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        gradients.add(fixture.get("gradient." + step + "." + i, scope));
      }
      bag.learn(ScriptCall.of("backward").tensors(gradients));
      double norm = optimiser.clip();
      optimiser.step(group -> "first".equals(group.name()) ? 1e-2 : 3e-3);
      return norm;
    }
  }

  private void assertSameAsPyTorch(ScriptModule bag, float tolerance) {
    for (int i = 0; i < 4; i++) {
      assertThat(bag.parameters().get(i).tensor().toFloatArray())
          .containsExactly(fixture.get("end." + i).values(), Offset.offset(tolerance));
    }
  }

  @Test
  void sixStepsWithClippingAgreeWithPyTorchBitForBit() throws IOException {
    try (ScriptModule bag = bag(MemoryLayout.CONTIGUOUS);
        AdamW optimiser = optimiser(bag)) {
      for (int step = 0; step < 6; step++) {
        assertThat((float) step(bag, optimiser, step))
            .isEqualTo(fixture.get("norms").values()[step]);
      }
      assertSameAsPyTorch(bag, 0f);
    }
  }

  @Test
  void channelsLastParametersTakeTheSameSteps() throws IOException {
    try (ScriptModule bag = bag(MemoryLayout.CHANNELS_LAST);
        AdamW optimiser = optimiser(bag)) {
      for (int step = 0; step < 6; step++) {
        step(bag, optimiser, step);
      }
      assertSameAsPyTorch(bag, 1e-7f);
    }
  }

  @Test
  void stateThatIsSavedAndLoadedContinuesWithTheSameBits() throws IOException {
    ByteArrayOutputStream state = new ByteArrayOutputStream();
    try (ScriptModule bag = bag(MemoryLayout.CHANNELS_LAST);
        AdamW first = optimiser(bag);
        AdamW second = optimiser(bag)) {
      for (int step = 0; step < 3; step++) {
        step(bag, first, step);
      }
      first.save(new DataOutputStream(state));
      byte[] saved = state.toByteArray();
      assertThat(second.load(new DataInputStream(new ByteArrayInputStream(saved)))).isTrue();
      for (int step = 3; step < 6; step++) {
        step(bag, second, step);
      }
      assertSameAsPyTorch(bag, 1e-7f);
    }
  }

  @Test
  void parametersWithoutGradientAreNamed() throws IOException {
    try (ScriptModule bag = bag(MemoryLayout.CONTIGUOUS);
        AdamW optimiser = optimiser(bag)) {
      assertThat(optimiser.untouched()).hasSize(4);
      step(bag, optimiser, 0);
      assertThat(optimiser.untouched()).isEmpty();
    }
  }

  @Test
  void stateOfOtherParametersIsRefused() throws IOException {
    try (ScriptModule bag = bag(MemoryLayout.CONTIGUOUS);
        AdamW optimiser = optimiser(bag)) {
      byte[] other = {0, 0, 0, 5, 0, 0, 0, 0, 0};
      assertThat(optimiser.load(new DataInputStream(new ByteArrayInputStream(other)))).isFalse();
    }
  }
}
