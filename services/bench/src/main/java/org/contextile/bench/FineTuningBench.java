// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.contextile.library.backbones.Backbone;
import org.contextile.library.backbones.InputSpec;
import org.contextile.library.backbones.Precision;
import org.contextile.library.backbones.architecture.BackboneConfig;
import org.contextile.library.backbones.architecture.BackboneFiles;
import org.contextile.library.backbones.architecture.InferenceBackbones;
import org.contextile.library.mcm.CellReader;
import org.contextile.library.mcm.McmRecipe;
import org.contextile.library.mcm.McmTrainer;
import org.contextile.library.mcm.SlideGrid;
import org.contextile.library.mcm.StepTimes;
import org.contextile.library.mcm.Teacher;
import org.contextile.library.mcm.TileSource;
import org.contextile.library.mcm.TrainingSummary;
import org.contextile.library.torch.Torch;
import org.contextile.library.wsi.SlideFormats;
import org.contextile.library.wsi.slide.Slide;
import org.contextile.library.wsi.synthetic.SectionClass;
import org.contextile.library.wsi.synthetic.SyntheticSlideSpec;
import org.contextile.library.wsi.synthetic.SyntheticSlides;
import org.contextile.library.wsi.tile.Tile;
import org.contextile.library.wsi.tile.TileGrid;
import org.contextile.library.wsi.tile.TileGridSpec;
import org.contextile.library.wsi.tile.TileReader;
import org.springframework.util.FileSystemUtils;

/**
 * {@code make bench-finetuning}: one epoch of MCM-KD on one synthetic slide, patches per second,
 * and where the time goes.
 */
public final class FineTuningBench {

  private static final int SIZE_PX = 112;

  private FineTuningBench() {}

  public static void main(String[] arguments) throws Exception {
    Path directory = Files.createTempDirectory("contextile-bench-");
    try {
      Path slide = directory.resolve("synthetic.tiff");
      SyntheticSlides.write(new SyntheticSlideSpec(1, 4096, 0.5, SectionClass.TUMOUR), slide);
      JsonLine.print(run(directory, slide));
    } finally {
      FileSystemUtils.deleteRecursively(directory);
    }
  }

  private static Map<String, Object> run(Path directory, Path file) throws Exception {
    Path student = directory.resolve("student.pt");
    Path teacher = directory.resolve("teacher.pt");
    BackboneFiles.assemble(student, BackboneConfig.of("resnet-small", 224), 1);
    BackboneConfig larger = BackboneConfig.of("resnet-medium", 224);
    BackboneFiles.assemble(teacher, larger, 2);
    InputSpec input = InputSpec.imageNet(SIZE_PX);
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("bench", "fine-tuning");
    try (Backbone learner = Backbone.loadTrainable(student, input, Torch.bestDevice());
        Backbone model =
            InferenceBackbones.open(
                teacher,
                Optional.of(larger),
                input,
                Torch.bestDevice(),
                Precision.FP32,
                directory);
        Slide slide = SlideFormats.open(file);
        McmTrainer trainer =
            new McmTrainer(
                learner, new Teacher.Online(model), new OneSlide(slide), McmRecipe.DEFAULT)) {
      TrainingSummary summary = trainer.run(report -> {});
      figures.put("device", learner.device().toString());
      figures.put("patches", summary.patches());
      figures.put("patches_per_s", summary.patchesPerSecond());
      StepTimes times = summary.times();
      double total = times.total().toNanos();
      figures.put("waiting", times.waiting().toNanos() / total);
      figures.put("pixels", times.pixels().toNanos() / total);
      figures.put("teacher", times.teacher().toNanos() / total);
      figures.put("student", times.student().toNanos() / total);
      figures.put("backward", times.backward().toNanos() / total);
      figures.put("optimiser", times.optimiser().toNanos() / total);
    }
    return figures;
  }

  /** All cells of one slide. */
  private record OneSlide(Slide slide) implements TileSource {

    @Override
    public List<SlideGrid> slides() {
      TileGrid grid = grid();
      BitSet all = new BitSet();
      all.set(0, grid.rows() * grid.columns());
      return List.of(new SlideGrid("slide", grid.rows(), grid.columns(), all));
    }

    @Override
    public int patchPx() {
      return SIZE_PX;
    }

    @Override
    public CellReader open(int index) {
      TileGrid grid = grid();
      TileReader reader = new TileReader(slide, grid);
      return new CellReader() {
        @Override
        public BitSet read(int[] cells, ByteBuffer pixels) {
          List<Tile> tiles =
              Arrays.stream(cells)
                  .mapToObj(it -> grid.at(it / grid.columns(), it % grid.columns()).orElseThrow())
                  .toList();
          reader.read(tiles, MemorySegment.ofBuffer(pixels));
          return new BitSet();
        }

        @Override
        public void close() {
          reader.close();
        }
      };
    }

    private TileGrid grid() {
      return TileGrid.everywhere(
          slide.widthPx(), slide.heightPx(), 0.5, new TileGridSpec(0.5, SIZE_PX, 0, 0));
    }
  }
}
