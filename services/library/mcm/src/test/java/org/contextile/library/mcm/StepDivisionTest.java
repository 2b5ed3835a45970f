// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mcm;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.data.Percentage;
import org.contextile.library.backbones.Backbone;
import org.contextile.library.backbones.InputSpec;
import org.contextile.library.backbones.architecture.BackboneConfig;
import org.contextile.library.backbones.architecture.BackboneFiles;
import org.contextile.library.torch.ModuleParameter;
import org.contextile.library.torch.Torch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A step is one mean over its patches, however its windows are divided. */
class StepDivisionTest {

  private static final InputSpec INPUT = InputSpec.imageNet(32);
  private static final BackboneConfig TINY =
      BackboneConfig.of("resnet-small", 32).with(Map.of("channels", List.of(16, 16, 16, 16)));

  /** Few cells are tissue, so windows hold from two to nine, and round(0.6 n) unlike shares. */
  private final SyntheticTiles tiles = new SyntheticTiles(3, 11, 10, 0.55, 32, false);

  @TempDir
  @SuppressWarnings("NullAway.Init") // set by JUnit
  Path directory;

  @BeforeEach
  void twoThreads() {
    Torch.setThreads(2);
  }

  private static McmRecipe recipe(TrainingMethod method, int batchWindows, int accumulation) {
    return new McmRecipe(
        method,
        new ContextSettings(3, 0.2, 0.6, batchWindows, 2),
        new PredictorShape(32, 1, 4),
        new LossSettings(LossSettings.Distance.SMOOTH_L1, LossSettings.TargetNorm.LAYER, 0.5),
        new OptimiserSettings(1e-3, 3e-3, 0.05, 0.1, 1, accumulation),
        new AugmentationSettings(true, 0.1),
        1,
        11);
  }

  private Backbone student() throws IOException {
    return Backbone.loadTrainable(network(1), INPUT, Device.cpu());
  }

  private Backbone teacher() throws IOException {
    return Backbone.load(network(2), INPUT, Device.cpu());
  }

  private Path network(long seed) throws IOException {
    Path file = directory.resolve("resnet-" + seed + ".pt");
    BackboneFiles.assemble(file, TINY, seed);
    return file;
  }

  /** The gradient of the first step, of all parameters of the student and the predictor. */
  private Map<String, float[]> gradient(McmRecipe recipe, int partWindows) throws Exception {
    EpochPlan plan = new EpochPlan(tiles.slides(), recipe.context(), recipe.seed(), 0);
    BatchAssembler assembler = new BatchAssembler(tiles, recipe, Optional.empty(), 0);
    int accumulation = recipe.optimiser().accumulation();
    try (Backbone student = student();
        Backbone teacher = teacher();
        Networks networks = new Networks(student, new Teacher.Online(teacher), recipe, 32);
        BatchReader reader = new BatchReader(plan, assembler, accumulation, partWindows)) {
      for (int done = 0; done < accumulation; ) {
        ContextBatch part = reader.next();
        if (part.visible() > 0) {
          networks.learn(part, 0, new Stopwatch());
        }
        done += part.last() ? 1 : 0;
        reader.giveBack(part);
      }
      List<ModuleParameter> parameters = new ArrayList<>(student.trainableParameters());
      parameters.addAll(networks.predictorParameters());
      Map<String, float[]> gradients = new LinkedHashMap<>();
      for (ModuleParameter parameter : parameters) {
        gradients.put(parameter.name(), parameter.tensor().getGradient().toFloatArray());
      }
      return gradients;
    }
  }

  private static void assertClose(Map<String, float[]> actual, Map<String, float[]> expected) {
    assertThat(actual.keySet()).isEqualTo(expected.keySet());
    expected.forEach(
        (name, values) -> {
          double difference = 0;
          double length = 0;
          float[] others = actual.getOrDefault(name, new float[0]);
          for (int i = 0; i < values.length; i++) {
            difference += Math.pow(others[i] - values[i], 2);
            length += Math.pow(values[i], 2);
          }
          // A bias of keys has no gradient but rounding.
          assertThat(Math.sqrt(difference)).as(name).isLessThan(1e-4 * Math.sqrt(length) + 1e-7);
        });
  }

  @ParameterizedTest
  @CsvSource({
    "MASKED_CONTEXT,5",
    "MASKED_CONTEXT,3",
    "MASKED_CONTEXT,1",
    "PLAIN_DISTILLATION,5",
    "PLAIN_DISTILLATION,1"
  })
  void theGradientOfABatchIsThatOfItsUnequalParts(TrainingMethod method, int partWindows)
      throws Exception {
    McmRecipe recipe = recipe(method, 7, 1);
    assertClose(gradient(recipe, partWindows), gradient(recipe, 7));
  }

  @Test
  void itIsStillWhereCellsCannotBeReadAndWindowsAreLost() throws Exception {
    McmRecipe recipe = recipe(TrainingMethod.MASKED_CONTEXT, 7, 1);
    tiles.unreadableCells.set(0, 37);
    assertClose(gradient(recipe, 2), gradient(recipe, 7));
  }

  @Test
  void accumulatedBatchesAreOneBatch() throws Exception {
    assertClose(
        gradient(recipe(TrainingMethod.MASKED_CONTEXT, 2, 4), 2),
        gradient(recipe(TrainingMethod.MASKED_CONTEXT, 8, 1), 8));
  }

  /** The last step has fewer batches, and the last batch fewer windows. */
  @ParameterizedTest
  @EnumSource(TrainingMethod.class)
  void lossAndNormOfAStepDoNotDependOnTheBatches(TrainingMethod method) throws Exception {
    List<StepReport> many = train(recipe(method, 3, 2));
    List<StepReport> six = train(recipe(method, 6, 1));
    assertThat(many).hasSameSizeAs(six);
    for (int i = 0; i < six.size(); i++) {
      assertThat(many.get(i).loss()).isCloseTo(six.get(i).loss(), Percentage.withPercentage(0.1));
      assertThat(many.get(i).maskedLoss())
          .isCloseTo(six.get(i).maskedLoss(), Percentage.withPercentage(0.1));
      assertThat(many.get(i).gradientNorm())
          .isCloseTo(six.get(i).gradientNorm(), Percentage.withPercentage(1));
    }
  }

  private List<StepReport> train(McmRecipe recipe) throws Exception {
    List<StepReport> reports = new ArrayList<>();
    try (Backbone student = student();
        Backbone teacher = teacher();
        McmTrainer trainer = new McmTrainer(student, new Teacher.Online(teacher), tiles, recipe)) {
      trainer.run(reports::add);
    }
    return reports;
  }
}
