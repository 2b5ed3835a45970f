// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.backbones.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.contextile.library.backbones.Backbone;
import org.contextile.library.backbones.IncompatibleModelException;
import org.contextile.library.backbones.Precision;
import org.contextile.library.tensors.Safetensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the faster form must not hide or hinder; its features are compared with timm's elsewhere.
 */
class InferenceBackbonesTest {

  @TempDir
  @SuppressWarnings("NullAway.Init") // set by JUnit
  Path directory;

  @Test
  void aNetworkWithWeightsThatAreNotFiniteIsStillRefused() throws IOException {
    Miniature miniature = Miniature.read("efficientnet-lite");
    Path damaged =
        miniature.changed(
            directory.resolve("damaged.safetensors"),
            tensors -> tensors.computeIfPresent("conv_stem.weight", (name, stem) -> broken(stem)));
    BackboneFiles.assemble(file(), miniature.config(), damaged);
    assertThatThrownBy(() -> open(miniature.config(), miniature).close())
        .isInstanceOf(IncompatibleModelException.class)
        .hasMessageContaining("not finite");
  }

  @Test
  void aProgramThatItsConfigurationDoesNotDescribeRunsAsItIs() throws IOException {
    Miniature miniature = Miniature.read("vit-token");
    var _ = miniature.assemble(directory);
    BackboneConfig other = BackboneConfig.of("resnet18", 48);
    try (Backbone stored = Backbone.load(file(), miniature.config().input(), Device.cpu());
        Backbone opened = open(other, miniature)) {
      assertThat(opened.features(miniature.pixels("pixels"), 1))
          .isEqualTo(stored.features(miniature.pixels("pixels"), 1));
    }
  }

  private static Safetensors.Entry broken(Safetensors.Entry tensor) {
    return new Safetensors.Entry(
        tensor.shape(),
        () -> {
          float[] values = tensor.values().get();
          values[0] = Float.NaN;
          return values;
        });
  }

  private Backbone open(BackboneConfig config, Miniature miniature) throws IOException {
    return InferenceBackbones.open(
        file(),
        Optional.of(config),
        miniature.config().input(),
        Device.cpu(),
        Precision.FP32,
        directory);
  }

  private Path file() {
    return directory.resolve("model.pt");
  }
}
