// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.backbones.architecture;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.contextile.library.backbones.Backbone;
import org.contextile.library.backbones.Precision;
import org.contextile.library.torch.MemoryLayout;
import org.contextile.library.torch.ModuleParameter;
import org.contextile.library.torch.ScriptArchive;
import org.contextile.library.torch.ScriptCall;
import org.contextile.library.torch.ScriptModule;
import org.contextile.library.torch.ScriptNode;
import org.contextile.library.torch.ScriptProgram;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Gradients of mean(features²) in every architecture against timm's, which are computed in float64.
 */
class GradientParityTest {

  static final List<String> NETWORKS =
      List.of(
          "resnet-basic",
          "resnet-bottleneck",
          "vit-registers",
          "efficientnet-lite",
          "efficientnet-same",
          "convnextv2");

  private static final String GRADIENT = "gradient.";

  private static final ScriptProgram LOSS =
      ScriptProgram.parse(
          """
          class Loss(Module):
            def forward(self, features: Tensor) -> Tensor:
              loss = torch.mean(features * features)
              loss.backward()
              return loss
          """);

  @TempDir
  @SuppressWarnings("NullAway.Init") // set by JUnit
  Path directory;

  @ParameterizedTest
  @FieldSource("NETWORKS")
  void gradientsAreTimms(String name) throws IOException {
    Miniature miniature = Miniature.read(name);
    gradients(miniature, Precision.FP32)
        .forEach((key, values) -> miniature.get(key).assertClose(values));
  }

  /**
   * PyTorch's own autocast comes to 0.953 where many ReLUs lie behind, and above 0.96 elsewhere.
   */
  @ParameterizedTest
  @FieldSource("NETWORKS")
  void inBfloat16TheyPointTheSameWay(String name) throws IOException {
    Miniature miniature = Miniature.read(name);
    gradients(miniature, Precision.BF16)
        .forEach(
            (key, values) ->
                assertThat(miniature.get(key).cosine(values)).as(key).isGreaterThan(0.94));
  }

  /** Of those parameters that there is a reference for. */
  private Map<String, float[]> gradients(Miniature miniature, Precision precision)
      throws IOException {
    Path archive = miniature.assemble(directory);
    Path program = directory.resolve("loss.pt");
    ScriptArchive.write(program, ScriptNode.of("Loss"), LOSS, MemoryLayout.CONTIGUOUS);
    Map<String, float[]> found = new LinkedHashMap<>();
    try (Backbone backbone =
            Backbone.loadTrainable(archive, miniature.config().input(), Device.cpu(), precision);
        ScriptModule loss = ScriptModule.load(program, Device.cpu(), false);
        NDManager scope = backbone.scope().newSubManager()) {
      Shape shape = new Shape(miniature.get("pixels").shape());
      NDArray pixels = scope.create(miniature.pixels("pixels"), shape, DataType.UINT8);
      NDArray features = backbone.forward(backbone.normalise(pixels), true);
      loss.learn(ScriptCall.of("forward").tensor(features));
      Map<String, NDArray> parameters =
          backbone.parameters().stream()
              .collect(Collectors.toMap(ModuleParameter::name, ModuleParameter::tensor));
      for (String key : miniature.reference().keySet()) {
        if (key.startsWith(GRADIENT)) {
          NDArray parameter = requireNonNull(parameters.get(key.substring(GRADIENT.length())), key);
          found.put(key, parameter.getGradient().toFloatArray());
        }
      }
    }
    assertThat(found).isNotEmpty();
    return found;
  }
}
