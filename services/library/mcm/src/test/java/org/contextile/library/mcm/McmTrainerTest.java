// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mcm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.contextile.library.backbones.Backbone;
import org.contextile.library.backbones.InputSpec;
import org.contextile.library.backbones.architecture.BackboneConfig;
import org.contextile.library.backbones.architecture.BackboneFiles;
import org.contextile.library.torch.ScriptException;
import org.contextile.library.torch.Torch;
import org.contextile.library.torch.fixture.TestData;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class McmTrainerTest {

  private static final InputSpec INPUT = InputSpec.imageNet(32);
  private static final BackboneConfig TINY =
      BackboneConfig.of("resnet-small", 32).with(Map.of("channels", List.of(16, 16, 16, 16)));

  @TempDir
  @SuppressWarnings("NullAway.Init") // set by JUnit
  Path directory;

  private final SyntheticTiles tiles = new SyntheticTiles(6, 9, 10, 0.8, 32, false);

  @BeforeEach
  void twoThreads() {
    Torch.setThreads(2);
  }

  private static McmRecipe recipe(TrainingMethod method, int epochs, int accumulation) {
    return new McmRecipe(
        method,
        new ContextSettings(3, 0.2, 0.5, 4, 3),
        new PredictorShape(32, 2, 4),
        new LossSettings(LossSettings.Distance.SMOOTH_L1, LossSettings.TargetNorm.LAYER, 0.5),
        new OptimiserSettings(1e-3, 3e-3, 0.05, 0.1, 1, accumulation),
        new AugmentationSettings(true, 0.1),
        epochs,
        11);
  }

  private Path resNet(long seed) throws IOException {
    Path file = directory.resolve("resnet-" + seed + ".pt");
    BackboneFiles.assemble(file, TINY, seed);
    return file;
  }

  private static final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** Trains in as many runs as there are stops plus one; gives the student's bytes. */
  private byte[] train(McmRecipe recipe, List<StepReport> reports, int... stops) throws Exception {
    Path checkpoint = directory.resolve("checkpoint");
    for (int run = 0; run <= stops.length; run++) {
      int stop = run < stops.length ? stops[run] : Integer.MAX_VALUE;
      try (Backbone student = Backbone.loadTrainable(resNet(1), INPUT, Device.cpu());
          Backbone teacher = Backbone.load(resNet(2), INPUT, Device.cpu());
          McmTrainer trainer =
              new McmTrainer(student, new Teacher.Online(teacher), tiles, recipe)) {
        if (run > 0) {
          assertThat(resume(trainer, checkpoint)).isTrue();
        }
        trainer.run(
            report -> {
              reports.add(report);
              if (report.step() == stop) {
                save(trainer, checkpoint);
                throw new Stopped();
              }
            });
        assertThat(trainer.stepsDone()).isEqualTo(trainer.steps());
        Path saved = directory.resolve("student.pt");
        student.save(saved);
        return Files.readAllBytes(saved);
      } catch (Stopped e) {
        assertThat(run).isLessThan(stops.length);
      }
    }
    throw new AssertionError("unreachable");
  }

  private static void save(McmTrainer trainer, Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      trainer.saveCheckpoint(out);
    }
  }

  private static boolean resume(McmTrainer trainer, Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return trainer.resume(in);
    }
  }

  private static double mean(List<StepReport> reports) {
    return reports.stream().mapToDouble(StepReport::loss).average().orElseThrow();
  }

  @Test
  void theLossFallsWhereContextInforms() throws Exception {
    List<StepReport> reports = new ArrayList<>();
    train(recipe(TrainingMethod.MASKED_CONTEXT, 5, 1), reports);
    int tail = reports.size() / 5;
    double first = mean(reports.subList(0, tail));
    double last = mean(reports.subList(reports.size() - tail, reports.size()));
    assertThat(last).isLessThan(0.6 * first);
    StepReport end = reports.getLast();
    assertThat(end.step()).isEqualTo(end.steps());
    assertThat(end.epoch()).isEqualTo(5);
    assertThat(end.maskedLoss()).isPositive();
    assertThat(end.visibleLoss()).isPositive();
  }

  @Test
  void theControlLearnsTooAndMasksNothing() throws Exception {
    List<StepReport> reports = new ArrayList<>();
    train(recipe(TrainingMethod.PLAIN_DISTILLATION, 3, 1), reports);
    assertThat(reports.getLast().loss()).isLessThan(reports.getFirst().loss());
    assertThat(reports).allMatch(report -> report.maskedLoss() == 0);
  }

  @Test
  void aRunThatIsStoppedAndResumedEndsWithTheSameBytes() throws Exception {
    McmRecipe recipe = recipe(TrainingMethod.MASKED_CONTEXT, 2, 2);
    List<StepReport> whole = new ArrayList<>();
    byte[] uninterrupted = train(recipe, whole);
    List<StepReport> parts = new ArrayList<>();
    byte[] resumed = train(recipe, parts, 2, 5, whole.size() - 1);
    assertThat(parts).extracting(StepReport::loss).isEqualTo(losses(whole));
    assertThat(resumed).isEqualTo(uninterrupted);
  }

  private static List<Double> losses(List<StepReport> reports) {
    return reports.stream().map(StepReport::loss).toList();
  }

  @Test
  void everyTissueCellIsShownOrCounted() throws Exception {
    McmRecipe recipe = recipe(TrainingMethod.MASKED_CONTEXT, 1, 1);
    tiles.unreadableCells.set(3, 20);
    try (Backbone student = Backbone.loadTrainable(resNet(1), INPUT, Device.cpu());
        Backbone teacher = Backbone.load(resNet(2), INPUT, Device.cpu());
        McmTrainer trainer = new McmTrainer(student, new Teacher.Online(teacher), tiles, recipe)) {
      TrainingSummary summary = trainer.run(_ -> {});
      long tissue = tiles.slides().stream().mapToLong(s -> s.tissue().cardinality()).sum();
      assertThat(summary.patches() + summary.leftOut() + summary.unreadable()).isEqualTo(tissue);
      assertThat(summary.unreadable()).isPositive();
      assertThat(summary.patchesPerSecond()).isPositive();
    }
  }

  private static Teacher cached(float value) {
    return new Teacher.Cached(
        new TeacherTargets() {
          @Override
          public int dimensions() {
            return 5;
          }

          @Override
          public float[] read(int slide, int[] cells) {
            float[] targets = new float[cells.length * 5];
            for (int i = 0; i < targets.length; i++) {
              targets[i] = i % 5 * value;
            }
            return targets;
          }
        });
  }

  private static McmRecipe photometric() {
    McmRecipe turned = recipe(TrainingMethod.MASKED_CONTEXT, 1, 1);
    return new McmRecipe(
        turned.method(),
        turned.context(),
        turned.predictor(),
        turned.loss(),
        turned.optimiser(),
        new AugmentationSettings(false, 0.1),
        1,
        1);
  }

  @Test
  void cachedTargetsTrainWithPhotometricAugmentationOnly() throws Exception {
    try (Backbone student = Backbone.loadTrainable(resNet(1), INPUT, Device.cpu())) {
      McmRecipe turning = recipe(TrainingMethod.MASKED_CONTEXT, 1, 1);
      assertThatThrownBy(() -> new McmTrainer(student, cached(1), tiles, turning).close())
          .isInstanceOf(IllegalArgumentException.class);
      List<StepReport> reports = new ArrayList<>();
      try (McmTrainer trainer = new McmTrainer(student, cached(1), tiles, photometric())) {
        trainer.run(reports::add);
      }
      assertThat(reports.getLast().loss()).isLessThan(reports.getFirst().loss());
    }
  }

  @Test
  void targetsThatAreNotFiniteEndTheTrainingWithStepAndTensor() throws Exception {
    try (Backbone student = Backbone.loadTrainable(resNet(1), INPUT, Device.cpu());
        McmTrainer trainer = new McmTrainer(student, cached(Float.NaN), tiles, photometric())) {
      assertThatThrownBy(() -> trainer.run(_ -> {}))
          .isInstanceOfSatisfying(
              NonFiniteStepException.class,
              e -> {
                assertThat(e.step()).isZero();
                assertThat(e.tensor()).isEqualTo("the teacher's features");
              });
    }
  }

  @Test
  void aCheckpointOfAnotherTrainingChangesNothing() throws Exception {
    Path checkpoint = directory.resolve("checkpoint");
    try (Backbone student = Backbone.loadTrainable(resNet(1), INPUT, Device.cpu())) {
      try (McmTrainer trainer = new McmTrainer(student, cached(1), tiles, photometric())) {
        trainer.run(
            report -> {
              if (report.step() == 2) {
                save(trainer, checkpoint);
              }
            });
      }
      byte[] before = bytes(student);
      McmRecipe control = recipe(TrainingMethod.PLAIN_DISTILLATION, 1, 1);
      try (Backbone teacher = Backbone.load(resNet(2), INPUT, Device.cpu());
          McmTrainer other = new McmTrainer(student, new Teacher.Online(teacher), tiles, control)) {
        assertThat(resume(other, checkpoint)).isFalse();
        assertThat(other.stepsDone()).isZero();
      }
      assertThat(bytes(student)).isEqualTo(before);
    }
  }

  @Test
  void aCheckpointThatIsCutShortChangesNothing() throws Exception {
    Path checkpoint = directory.resolve("checkpoint");
    try (Backbone student = Backbone.loadTrainable(resNet(1), INPUT, Device.cpu());
        McmTrainer trainer = new McmTrainer(student, cached(1), tiles, photometric())) {
      trainer.run(
          report -> {
            if (report.step() == 2) {
              save(trainer, checkpoint);
            }
          });
      byte[] before = bytes(student);
      byte[] whole = Files.readAllBytes(checkpoint);
      for (int length : new int[] {0, 3, 2000, whole.length / 2, whole.length - 1}) {
        Path cut = Files.write(directory.resolve("cut"), Arrays.copyOf(whole, length));
        assertThat(resume(trainer, cut)).isFalse();
        assertThat(bytes(student)).isEqualTo(before);
      }
      assertThat(resume(trainer, checkpoint)).isTrue();
      assertThat(trainer.stepsDone()).isEqualTo(2);
      assertThat(bytes(student)).isNotEqualTo(before);
    }
  }

  @Test
  void aRunThatGoesOnWithFewerOpenSlidesKeepsTheOrderOfTheRunningEpoch() throws Exception {
    McmRecipe recipe = recipe(TrainingMethod.MASKED_CONTEXT, 1, 2);
    byte[] uninterrupted = train(recipe, new ArrayList<>());
    Path checkpoint = directory.resolve("checkpoint");
    byte[] resumed = new byte[0];
    for (int openSlides : new int[] {3, 1}) {
      McmRecipe here = withOpenSlides(recipe, openSlides);
      try (Backbone student = Backbone.loadTrainable(resNet(1), INPUT, Device.cpu());
          Backbone teacher = Backbone.load(resNet(2), INPUT, Device.cpu());
          McmTrainer trainer = new McmTrainer(student, new Teacher.Online(teacher), tiles, here)) {
        assertThat(Files.exists(checkpoint) && !resume(trainer, checkpoint)).isFalse();
        trainer.run(
            report -> {
              if (openSlides == 3 && report.step() == 3) {
                save(trainer, checkpoint);
                throw new Stopped();
              }
            });
        resumed = bytes(student);
      } catch (Stopped e) {
        assertThat(openSlides).isEqualTo(3);
      }
    }
    assertThat(resumed).isEqualTo(uninterrupted);
  }

  private static McmRecipe withOpenSlides(McmRecipe recipe, int openSlides) {
    return new McmRecipe(
        recipe.method(),
        recipe.context().withOpenSlides(openSlides),
        recipe.predictor(),
        recipe.loss(),
        recipe.optimiser(),
        recipe.augmentation(),
        recipe.epochs(),
        recipe.seed());
  }

  private byte[] bytes(Backbone student) throws IOException {
    Path saved = directory.resolve("student.pt");
    student.save(saved);
    return Files.readAllBytes(saved);
  }

  @Test
  void anErrorWhileReadingEndsTheTraining() throws Exception {
    for (Error error : List.of(new OutOfMemoryError("heap"), new NoClassDefFoundError("gone"))) {
      TileSource failing =
          new TileSource() {
            @Override
            public List<SlideGrid> slides() {
              return tiles.slides();
            }

            @Override
            public int patchPx() {
              return tiles.patchPx();
            }

            @Override
            public CellReader open(int slide) {
              throw error;
            }
          };
      try (Backbone student = Backbone.loadTrainable(resNet(1), INPUT, Device.cpu());
          McmTrainer trainer = new McmTrainer(student, cached(1), failing, photometric())) {
        assertThatThrownBy(
                () -> assertTimeoutPreemptively(Duration.ofSeconds(20), () -> trainer.run(_ -> {})))
            .isInstanceOf(IllegalStateException.class)
            .hasCause(error);
      }
    }
  }

  /** A teacher for whose targets there is no memory as long as so many calls have not been made. */
  private static Teacher tooLarge(int calls, Thread computing) {
    AtomicInteger left = new AtomicInteger(calls);
    TeacherTargets targets = ((Teacher.Cached) cached(1)).targets();
    return new Teacher.Cached(
        new TeacherTargets() {
          @Override
          public int dimensions() {
            boolean making =
                Thread.currentThread().equals(computing)
                    && StackWalker.getInstance()
                        .walk(frames -> frames.anyMatch(f -> f.getMethodName().equals("targets")));
            if (making && left.getAndDecrement() > 0) {
              throw new EngineException("CUDA out of memory. Tried to allocate 2.00 GiB");
            }
            return targets.dimensions();
          }

          @Override
          public float[] read(int slide, int[] cells) throws IOException {
            return targets.read(slide, cells);
          }
        });
  }

  @Test
  void memoryThatRunsOutWhereTensorsAreMadeHalvesTheBatchDownToOneWindow() throws Exception {
    List<StepReport> reports = new ArrayList<>();
    try (Backbone student = Backbone.loadTrainable(resNet(1), INPUT, Device.cpu())) {
      Teacher twice = tooLarge(2, Thread.currentThread());
      try (McmTrainer trainer = new McmTrainer(student, twice, tiles, photometric())) {
        trainer.run(reports::add);
        assertThat(trainer.stepsDone()).isEqualTo(trainer.steps());
      }
      Teacher always = tooLarge(Integer.MAX_VALUE, Thread.currentThread());
      try (McmTrainer trainer = new McmTrainer(student, always, tiles, photometric())) {
        assertThatThrownBy(() -> trainer.run(_ -> {}))
            .isInstanceOfSatisfying(
                ScriptException.class, e -> assertThat(e.outOfMemory()).isTrue());
      }
    }
  }

  @Test
  void slidesWithoutAWindowAreRefused() throws IOException {
    TileSource empty = new SyntheticTiles(2, 4, 4, 0, 32, false);
    try (Backbone student = Backbone.loadTrainable(resNet(1), INPUT, Device.cpu())) {
      assertThatThrownBy(() -> new McmTrainer(student, cached(1), empty, photometric()).close())
          .hasMessageContaining("no window");
    }
  }

  @Test
  void realStudentAndTeacherTrain() throws Exception {
    Path studentFile = TestData.file("weights/mobilenetv2-student-96.pt");
    Path teacherFile = TestData.file("weights/mobilenetv2-teacher-1280.pt");
    InputSpec input = InputSpec.imageNet(48);
    List<StepReport> reports = new ArrayList<>();
    TileSource few = new SyntheticTiles(4, 6, 6, 1, 48, false);
    try (Backbone student = Backbone.loadTrainable(studentFile, input, Device.cpu());
        Backbone teacher = Backbone.load(teacherFile, input, Device.cpu());
        McmTrainer trainer =
            new McmTrainer(
                student,
                new Teacher.Online(teacher),
                few,
                recipe(TrainingMethod.MASKED_CONTEXT, 3, 1))) {
      trainer.run(reports::add);
    }
    assertThat(reports.getLast().loss()).isLessThan(reports.getFirst().loss());
  }

  @Test
  void theGridKeepsItsOwnBits() {
    BitSet bits = new BitSet();
    bits.set(3);
    SlideGrid grid = new SlideGrid("a", 2, 2, bits);
    bits.clear();
    assertThat(grid.tissue().get(3)).isTrue();
    assertThatThrownBy(() -> new SlideGrid("a", 1, 1, grid.tissue()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
