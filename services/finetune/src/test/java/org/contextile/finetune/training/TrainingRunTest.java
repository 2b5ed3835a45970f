// SPDX-License-Identifier: Apache-2.0
package org.contextile.finetune.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.contextile.library.backbones.Backbone;
import org.contextile.library.backbones.InputSpec;
import org.contextile.library.backbones.architecture.BackboneConfig;
import org.contextile.library.backbones.architecture.BackboneFiles;
import org.contextile.library.mcm.AugmentationSettings;
import org.contextile.library.mcm.CellReader;
import org.contextile.library.mcm.ContextSettings;
import org.contextile.library.mcm.LossSettings;
import org.contextile.library.mcm.McmRecipe;
import org.contextile.library.mcm.McmTrainer;
import org.contextile.library.mcm.OptimiserSettings;
import org.contextile.library.mcm.PredictorShape;
import org.contextile.library.mcm.SlideGrid;
import org.contextile.library.mcm.Teacher;
import org.contextile.library.mcm.TileSource;
import org.contextile.library.mcm.TrainingMethod;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class TrainingRunTest {

  private static final int PATCH_PX = 32;
  private static final FineTuningProperties ALWAYS_SAVING =
      new FineTuningProperties(Duration.ZERO, 2, 0.05, 500);

  @TempDir
  @SuppressWarnings("NullAway.Init") // set by JUnit
  Path directory;

  @Test
  void aCheckpointOfAnotherTrainingIsToldAndTheTrainingStartsAnew() throws Exception {
    List<CurvePoint> undisturbed = train(new RecordingJob(directory), 1, 2);
    Files.delete(new RecordingJob(directory).checkpointFile());
    train(new RecordingJob(directory), 2, 2);
    RecordingJob job = new RecordingJob(directory);

    List<CurvePoint> curve = train(job, 1, 2);

    assertThat(job.logged).singleElement().asString().contains("another training");
    assertThat(curve).isEqualTo(undisturbed);
  }

  @Test
  void aFileThatIsNoCheckpointIsToldAndTheTrainingStartsAnew() throws Exception {
    byte[] curveOfAnotherRelease = {0, 0, 0, 2, '[', '1', 0, 0};
    for (byte[] content : List.of(new byte[0], new byte[100], curveOfAnotherRelease, ones(64))) {
      RecordingJob job = new RecordingJob(directory);
      Files.write(job.checkpointFile(), content);

      List<CurvePoint> curve = train(job, 1, 2);

      assertThat(job.logged).singleElement().asString().contains("another training");
      assertThat(curve).extracting(CurvePoint::step).startsWith(1);
    }
  }

  @Test
  void otherOpenSlidesAreNoOtherTraining() throws Exception {
    List<CurvePoint> first = train(new RecordingJob(directory), 1, 2);
    RecordingJob job = new RecordingJob(directory);

    List<CurvePoint> second = train(job, 1, 1);

    assertThat(job.logged).singleElement().asString().startsWith("goes on after step");
    assertThat(second).isEqualTo(first);
  }

  private static byte[] ones(int length) {
    byte[] ones = new byte[length];
    Arrays.fill(ones, (byte) -1);
    return ones;
  }

  private List<CurvePoint> train(RecordingJob job, long seed, int openSlides) throws Exception {
    Path weights = directory.resolve("resnet.pt");
    List<Integer> channels = List.of(16, 16, 16, 16);
    BackboneFiles.assemble(
        weights, BackboneConfig.of("resnet-small", PATCH_PX).with(Map.of("channels", channels)), 1);
    InputSpec input = InputSpec.imageNet(PATCH_PX);
    try (Backbone student = Backbone.loadTrainable(weights, input, Device.cpu());
        Backbone teacher = Backbone.load(weights, input, Device.cpu());
        McmTrainer trainer =
            new McmTrainer(
                student, new Teacher.Online(teacher), new GreyTiles(), recipe(seed, openSlides))) {
      TrainingRun run = new TrainingRun(job, trainer, ALWAYS_SAVING, JsonMapper.shared());
      run.finish();
      assertThat(trainer.stepsDone()).isEqualTo(trainer.steps());
      return run.curve();
    }
  }

  private static McmRecipe recipe(long seed, int openSlides) {
    return new McmRecipe(
        TrainingMethod.MASKED_CONTEXT,
        new ContextSettings(2, 0.2, 0.5, 2, openSlides),
        new PredictorShape(16, 1, 2),
        LossSettings.DEFAULT,
        OptimiserSettings.DEFAULT,
        AugmentationSettings.DEFAULT,
        1,
        seed);
  }

  /** Three slides of 4×4 cells, each of one grey. */
  private static final class GreyTiles implements TileSource {

    private final BitSet tissue = new BitSet();

    GreyTiles() {
      tissue.set(0, 16);
    }

    @Override
    public List<SlideGrid> slides() {
      return List.of(
          new SlideGrid("a", 4, 4, tissue),
          new SlideGrid("b", 4, 4, tissue),
          new SlideGrid("c", 4, 4, tissue));
    }

    @Override
    public int patchPx() {
      return PATCH_PX;
    }

    @Override
    public CellReader open(int slide) {
      return new CellReader() {
        @Override
        public BitSet read(int[] cells, ByteBuffer pixels) {
          for (int cell : cells) {
            for (int i = 0; i < PATCH_PX * PATCH_PX * 3; i++) {
              pixels.put((byte) (60 * slide + 8 * cell));
            }
          }
          return new BitSet();
        }

        @Override
        public void close() {}
      };
    }
  }
}
