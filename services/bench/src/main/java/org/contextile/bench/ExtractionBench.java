// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.contextile.library.backbones.Backbone;
import org.contextile.library.backbones.InputSpec;
import org.contextile.library.backbones.Precision;
import org.contextile.library.backbones.architecture.BackboneConfig;
import org.contextile.library.backbones.architecture.BackboneFiles;
import org.contextile.library.backbones.architecture.InferenceBackbones;
import org.contextile.library.torch.Torch;
import org.contextile.library.wsi.SlideFormats;
import org.contextile.library.wsi.slide.Slide;
import org.contextile.library.wsi.tile.TileBatch;
import org.contextile.library.wsi.tile.TileGrid;
import org.contextile.library.wsi.tile.TileGridSpec;
import org.contextile.library.wsi.tile.TileStream;

/** Tiles per second from a slide to features, beside the network alone. */
final class ExtractionBench {

  private static final int SIZE_PX = 112;

  private ExtractionBench() {}

  static Map<String, Object> run(Path directory, Path file) throws Exception {
    Path weights = directory.resolve("student.pt");
    BackboneConfig config = BackboneConfig.of("resnet-small", 224);
    BackboneFiles.assemble(weights, config, 1);
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("bench", "extraction");
    try (Backbone backbone =
            InferenceBackbones.open(
                weights,
                Optional.of(config),
                InputSpec.imageNet(SIZE_PX),
                Torch.bestDevice(),
                Precision.FP32,
                directory);
        Slide slide = SlideFormats.open(file)) {
      TileGrid grid =
          TileGrid.everywhere(
              slide.widthPx(), slide.heightPx(), 0.5, new TileGridSpec(0.5, SIZE_PX, 0, 0));
      extract(backbone, slide, grid);
      figures.put("device", backbone.device().toString());
      figures.put("tiles", grid.tiles().size());
      figures.put("tiles_per_s", extract(backbone, slide, grid));
      figures.put("network_alone_per_s", backbone.patchesPerSecond(256));
    }
    return figures;
  }

  private static double extract(Backbone backbone, Slide slide, TileGrid grid)
      throws InterruptedException {
    long start = System.nanoTime();
    try (TileStream stream = new TileStream(slide, grid, 64, 1)) {
      Optional<TileBatch> batch = stream.next();
      while (batch.isPresent()) {
        float[] features =
            backbone.features(batch.get().pixels().asByteBuffer(), batch.get().tiles().size());
        if (!Float.isFinite(features[0])) {
          throw new IllegalStateException("features are not finite");
        }
        batch = stream.next();
      }
    }
    return grid.tiles().size() / ((System.nanoTime() - start) / 1e9);
  }
}
