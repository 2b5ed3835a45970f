// SPDX-License-Identifier: Apache-2.0
package org.contextile.features.extraction;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.contextile.db.model.ModelEntity;
import org.contextile.db.slide.SlideEntity;
import org.contextile.db.slide.TilingSpec;
import org.contextile.learning.backbone.Backbone;
import org.contextile.learning.backbone.Precision;
import org.contextile.learning.feature.FeatureAttributes;
import org.contextile.learning.feature.FeatureWriter;
import org.contextile.learning.feature.NonFiniteFeatureException;
import org.contextile.learning.script.Torch;
import org.contextile.platform.job.JobContext;
import org.contextile.platform.problem.ProblemException;
import org.contextile.tiles.TiledSlides;
import org.contextile.wsi.slide.ReaderVersion;
import org.contextile.wsi.slide.Slide;
import org.contextile.wsi.tile.ReadPath;
import org.contextile.wsi.tile.Tile;
import org.contextile.wsi.tile.TileBatch;
import org.contextile.wsi.tile.TileStream;
import org.springframework.stereotype.Component;

/** Extracts one slide into a feature file: threads read ahead while the network computes. */
@Component
final class SlideExtraction {

  private final TiledSlides tiledSlides;
  private final ExtractionProperties properties;

  SlideExtraction(TiledSlides tiledSlides, ExtractionProperties properties) {
    this.tiledSlides = tiledSlides;
    this.properties = properties;
  }

  /**
   * @throws ProblemException {@code unreadable-slide} if too many tiles cannot be read, {@code
   *     not-finite} if the network gives NaN or infinity
   */
  ExtractedSlide extract(
      JobContext job,
      PlannedSlide planned,
      ModelEntity model,
      Backbone backbone,
      ExtractionReport report)
      throws IOException, InterruptedException {
    Path file = job.scratch().resolve(planned.slide().id() + ".h5");
    int unreadable = 0;
    try (Slide slide = tiledSlides.open(planned.slide());
        TileStream stream =
            new TileStream(
                slide, planned.tiling().grid(), properties.batchSize(), properties.readers());
        FeatureWriter writer =
            FeatureWriter.create(
                file,
                model.featureDim(),
                attributes(planned, model, backbone.precision(), slide.reader().version()))) {
      if (stream.path() instanceof ReadPath.OneByOne slow) {
        report.warning(slow.reason());
      }
      long before = System.nanoTime();
      Optional<TileBatch> batch = stream.next();
      while (batch.isPresent()) {
        job.checkStop();
        unreadable += append(batch.get(), model, backbone, writer);
        checkUnreadable(planned, unreadable);
        long now = System.nanoTime();
        report.worked(batch.get().tiles().size(), Duration.ofNanos(now - before));
        before = now;
        job.progress(report.tiles());
        batch = stream.next();
      }
      int rows = Math.toIntExact(writer.rows());
      writer.finish();
      if (unreadable > 0) {
        report.unreadable(planned.slide(), unreadable);
      }
      return new ExtractedSlide(
          file,
          rows,
          unreadable,
          ModelBackbones.provenance(backbone.precision(), slide.reader().version()));
    } catch (NonFiniteFeatureException e) {
      throw ProblemException.unprocessable(
          "not-finite",
          "Features are not finite",
          "The model " + model.name() + " on " + planned.slide().name() + ": " + e.getMessage());
    }
  }

  private static int append(
      TileBatch batch, ModelEntity model, Backbone backbone, FeatureWriter writer)
      throws IOException {
    List<Tile> tiles = batch.tiles();
    float[] features = backbone.features(batch.pixels().asByteBuffer(), tiles.size());
    int dimension = model.featureDim();
    Set<Tile> unreadable = new HashSet<>(batch.unreadable());
    long[] positions = new long[2 * tiles.size()];
    int kept = 0;
    for (int i = 0; i < tiles.size(); i++) {
      Tile tile = tiles.get(i);
      if (unreadable.contains(tile)) {
        writer.appendUnreadable(tile.x(), tile.y());
      } else {
        System.arraycopy(features, i * dimension, features, kept * dimension, dimension);
        positions[2 * kept] = tile.x();
        positions[2 * kept + 1] = tile.y();
        kept++;
      }
    }
    writer.append(features, positions, kept);
    return unreadable.size();
  }

  private void checkUnreadable(PlannedSlide planned, int unreadable) {
    int tiles = planned.tiling().grid().tiles().size();
    if (unreadable > properties.maxUnreadable() * tiles) {
      throw ProblemException.unprocessable(
          "unreadable-slide",
          "Unreadable slide",
          "%d of the %d tiles of %s cannot be read, more than the allowed fraction of %s."
              .formatted(unreadable, tiles, planned.slide().name(), properties.maxUnreadable()));
    }
  }

  private static FeatureAttributes attributes(
      PlannedSlide planned, ModelEntity model, Precision precision, ReaderVersion reader) {
    SlideEntity slide = planned.slide();
    TilingSpec spec = planned.tiling().row().spec();
    Double power = slide.resolution().objectivePower();
    double slideMpp = planned.tiling().grid().slideMpp();
    return new FeatureAttributes(
        baseName(slide.name()),
        spec.tileSizePx(),
        planned.tiling().row().tileSizeLevel0(),
        power == null ? FeatureAttributes.magnification(slideMpp) : power,
        FeatureAttributes.magnification(spec.mpp()),
        spec.overlapPx(),
        slide.pyramid().widthPx(),
        slide.pyramid().heightPx(),
        spec.mpp(),
        slide.resolution().mppSource().name().toLowerCase(Locale.ROOT).replace('_', '-'),
        slide.artifactDigest(),
        model.artifactDigest(),
        planned.tiling().row().artifactDigest(),
        precision.name().toLowerCase(Locale.ROOT),
        reader.token(),
        new TreeMap<>(Map.of(reader.name(), reader.version(), "libtorch", Torch.version())));
  }

  private static String baseName(String fileName) {
    int dot = fileName.lastIndexOf('.');
    return dot > 0 ? fileName.substring(0, dot) : fileName;
  }
}
