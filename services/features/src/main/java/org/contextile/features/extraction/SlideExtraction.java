// SPDX-License-Identifier: Apache-2.0
package org.contextile.features.extraction;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.contextile.db.slide.SlideEntity;
import org.contextile.db.slide.SlideStem;
import org.contextile.db.slide.TilingSpec;
import org.contextile.library.featurefile.FeatureAttributes;
import org.contextile.library.torch.Torch;
import org.contextile.library.wsi.slide.Level;
import org.contextile.library.wsi.slide.ReaderVersion;
import org.contextile.library.wsi.slide.Slide;
import org.contextile.library.wsi.tile.TileBatch;
import org.contextile.library.wsi.tile.TileStream;
import org.springframework.stereotype.Component;

/** Extracts one slide into feature files: threads read ahead while the networks compute. */
@Component
final class SlideExtraction {
  private final ExtractionProperties properties;

  SlideExtraction(ExtractionProperties properties) {
    this.properties = properties;
  }

  /** Begins to read a slide, which is closed with what is returned. */
  SlideReading begin(Slide slide, PlannedSlide planned) {
    int readers =
        properties.readerThreads(
            Torch.bestDevice().isGpu(), Runtime.getRuntime().availableProcessors());
    return SlideReading.begin(slide, planned, properties.batchSize(), readers);
  }

  /**
   * One pass over a slide's tiles: each is read and decoded once, and goes through every network.
   * What an earlier attempt has kept of it is not computed again.
   *
   * @param folder for the feature files
   * @return what each model came to, in their order
   * @throws ProblemException {@code unreadable-slide} if too many tiles cannot be read
   */
  List<PassResult> extract(
      SlideReading reading, List<LoadedModel> models, Path folder, PassListener listener)
      throws IOException, InterruptedException {
    PlannedSlide planned = reading.planned();
    List<ModelPass> parts = new ArrayList<>();
    try {
      for (LoadedModel model : models) {
        parts.add(part(reading.slide(), planned, model, folder));
      }
      String name = planned.slide().id().toString();
      try (SlidePass pass =
          new SlidePass(name, parts, folder, listener, properties.checkpointInterval())) {
        run(reading, pass, listener);
        return pass.finish();
      }
    } finally {
      for (ModelPass part : parts) {
        part.close();
      }
    }
  }

  private void run(SlideReading reading, SlidePass pass, PassListener listener)
      throws IOException, InterruptedException {
    TileStream stream = reading.after(pass.resume(reading.batches()));
    long before = System.nanoTime();
    Optional<TileBatch> batch = stream.next();
    while (batch.isPresent() && !pass.hasFailed()) {
      long read = System.nanoTime();
      pass.take(batch.get());
      checkUnreadable(reading.planned(), pass.unreadable());
      pass.keep();
      long now = System.nanoTime();
      listener.batch(
          batch.get().tiles().size(),
          Duration.ofNanos(now - before),
          Duration.ofNanos(read - before));
      before = now;
      batch = stream.next();
    }
  }

  private ModelPass part(Slide slide, PlannedSlide planned, LoadedModel model, Path folder)
      throws IOException {
    ReaderVersion reader = slide.reader().version();
    FeatureAttributes attributes = attributes(planned, model, slide);
    return new ModelPass(
        model,
        planned.slide().name(),
        reader,
        folder.resolve(planned.slide().id() + "-" + model.row().id() + ".h5"),
        attributes,
        properties.deflate(),
        PassFingerprint.of(model, attributes, properties.batchSize()));
  }

  private void checkUnreadable(PlannedSlide planned, int unreadable) {
    int tiles = planned.tiling().grid().tiles().size();
    if (unreadable > properties.maxUnreadable() * tiles) {
      throw new ProblemException(
          ProblemType.UNREADABLE_SLIDE,
          "%d of the %d tiles of %s cannot be read, more than the allowed fraction of %s."
              .formatted(unreadable, tiles, planned.slide().name(), properties.maxUnreadable()));
    }
  }

  private FeatureAttributes attributes(PlannedSlide planned, LoadedModel model, Slide open) {
    SlideEntity slide = planned.slide();
    ReaderVersion reader = open.reader().version();
    Level level = open.levelFor(planned.tiling().grid().downsample());
    Level read = TileStream.level(open, planned.tiling().grid(), SlideReading.DECODING);
    TilingSpec spec = planned.tiling().row().spec();
    Double power = slide.resolution().objectivePower();
    double slideMpp = planned.tiling().grid().slideMpp();
    return new FeatureAttributes(
        SlideStem.of(slide.name()),
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
        model.row().artifactDigest(),
        planned.tiling().row().artifactDigest(),
        model.backbone().precision().name().toLowerCase(Locale.ROOT),
        properties.stored(),
        reader.token(),
        open.reader().path(read).decoder(),
        open.properties().containsKey("openslide.icc-size") ? "present" : "none",
        new TreeMap<>(Map.of(reader.name(), reader.version(), "libtorch", Torch.version())),
        level.index(),
        spec.tileSizePx() * planned.tiling().grid().downsample() / level.downsample(),
        model.backbone().input().sizePx(),
        patchLevel(open, planned));
  }

  /** Where a patch has as many pixels as the model saw, to less than one. */
  private static OptionalInt patchLevel(Slide slide, PlannedSlide planned) {
    int sidePx = planned.tiling().row().spec().tileSizePx();
    int level0Px = planned.tiling().row().tileSizeLevel0();
    return slide.levels().stream()
        .filter(level -> Math.abs(sidePx * level.downsample() - level0Px) < 1)
        .mapToInt(Level::index)
        .findFirst();
  }
}
