// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mcm;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.assertj.core.data.Offset;
import org.contextile.library.mcm.LossSettings.Distance;
import org.contextile.library.mcm.LossSettings.TargetNorm;
import org.contextile.library.torch.ModuleParameter;
import org.contextile.library.torch.ScriptCall;
import org.contextile.library.torch.ScriptModule;
import org.contextile.library.torch.fixture.TensorFixture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The reference is {@code src/test/python/predictor_fixture.py}. */
class PredictorNetworkTest {

  private static final Offset<Float> TOLERANCE = Offset.offset(1e-5f);

  private final TensorFixture fixture =
      TensorFixture.read(PredictorNetworkTest.class, "predictor.tensors");

  @TempDir
  @SuppressWarnings("NullAway.Init") // set by JUnit
  Path directory;

  private ScriptModule predictor(Distance distance, TargetNorm norm) throws IOException {
    McmRecipe recipe =
        new McmRecipe(
            TrainingMethod.MASKED_CONTEXT,
            new ContextSettings(3, 0, 0.5, 2, 1),
            new PredictorShape(8, 2, 2),
            new LossSettings(distance, norm, 0.25),
            OptimiserSettings.DEFAULT,
            AugmentationSettings.DEFAULT,
            1,
            0);
    Path file = directory.resolve("predictor.pt");
    PredictorNetwork.write(file, recipe, 5, 6, (name, _) -> fixture.get("weight." + name));
    return ScriptModule.load(file, Device.cpu(), true);
  }

  @Test
  void predictionsAgreeWithPyTorch() throws IOException {
    try (ScriptModule predictor = predictor(Distance.SMOOTH_L1, TargetNorm.LAYER);
        NDManager scope = predictor.scope().newSubManager()) {
      NDArray features = fixture.get("features", scope);
      NDArray state = fixture.get("state", scope).toType(DataType.INT64, false);
      ScriptCall call = ScriptCall.of("forward").tensor(features).tensor(state);
      float[] prediction = predictor.infer(call).get(0).toFloatArray();
      float[] expected = fixture.get("prediction").values();
      float[] kind = fixture.get("state").values();
      for (int i = 0; i < expected.length; i++) {
        if (kind[i / 6] > 0) {
          assertThat(prediction[i]).isCloseTo(expected[i], TOLERANCE);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "SMOOTH_L1,LAYER",
    "SMOOTH_L1,L2",
    "SMOOTH_L1,NONE",
    "COSINE,LAYER",
    "COSINE,L2",
    "COSINE,NONE",
    "SQUARED,LAYER",
    "SQUARED,L2",
    "SQUARED,NONE"
  })
  void lossesAndGradientsAgreeWithPyTorch(Distance distance, TargetNorm norm) throws IOException {
    String prefix = (distance + "." + norm + ".").toLowerCase(Locale.ROOT);
    try (ScriptModule predictor = predictor(distance, norm);
        NDManager scope = predictor.scope().newSubManager()) {
      NDArray features = fixture.get("features", scope);
      features.setRequiresGradient(true);
      ScriptCall call =
          ScriptCall.of("learn")
              .tensor(features)
              .tensor(fixture.get("state", scope).toType(DataType.INT64, false))
              .tensor(fixture.get("targets", scope))
              .tensor(scope.create(new float[] {0.5f, 0.5f}));
      // The reference's losses are not weighted, its gradients are.
      assertThat(predictor.learn(call).get(0).mul(2).toFloatArray())
          .containsExactly(fixture.get(prefix + "loss").values(), TOLERANCE);
      assertThat(features.getGradient().toFloatArray())
          .containsExactly(fixture.get(prefix + "features").values(), TOLERANCE);
      if (norm == TargetNorm.LAYER) {
        for (ModuleParameter parameter : predictor.parameters()) {
          assertThat(parameter.tensor().getGradient().toFloatArray())
              .as(parameter.name())
              .containsExactly(
                  fixture.get(prefix + "gradient." + parameter.name()).values(), TOLERANCE);
        }
      }
    }
  }
}
