// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest.arrival;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.contextile.artifacts.ArtifactHold;
import org.contextile.db.job.JobOutputType;
import org.contextile.db.slide.LevelReader;
import org.contextile.db.slide.MppSource;
import org.contextile.db.slide.SlideEntity;
import org.contextile.db.slide.SlideLevel;
import org.contextile.db.slide.SlideProvenance;
import org.contextile.db.slide.SlidePyramid;
import org.contextile.db.slide.SlideRepository;
import org.contextile.db.slide.SlideResolution;
import org.contextile.db.slide.SlideTissue;
import org.contextile.db.slide.TilingRepository;
import org.contextile.jobs.worker.JobContext;
import org.contextile.jobs.worker.JobResult;
import org.contextile.library.wsi.slide.Level;
import org.contextile.library.wsi.slide.Magnification;
import org.contextile.library.wsi.slide.MissingMppException;
import org.contextile.library.wsi.slide.ReadingPath;
import org.contextile.library.wsi.slide.Slide;
import org.contextile.library.wsi.tissue.FoundTissue;
import org.contextile.library.wsi.tissue.TissueMask;
import org.contextile.library.wsi.tissue.TissueSettings;
import org.contextile.tiles.NewTiling;
import org.contextile.tiles.TiledSlides;
import org.springframework.stereotype.Component;

/** Measures an open slide: its picture, its tissue, its first tiling, its row. */
@Component
final class SlideSurvey {
  private static final int THUMBNAIL_QUALITY = 85;

  private final TiledSlides tiles;
  private final SlideRepository slides;
  private final TilingRepository tilings;
  private final DisclosedProperties disclosed;

  SlideSurvey(
      TiledSlides tiles,
      SlideRepository slides,
      TilingRepository tilings,
      DisclosedProperties disclosed) {
    this.tiles = tiles;
    this.slides = slides;
    this.tilings = tilings;
    this.disclosed = disclosed;
  }

  /** Stores pictures and grid as artifacts; the rows are written when the outcome is published. */
  JobResult survey(
      JobContext job, IngestRequest request, StoredSlide stored, Slide slide, ArtifactHold hold)
      throws IOException {
    FirstTiling first = FirstTiling.of(request, slide.requireMpp().value());
    job.checkStop();
    SlidePictures pictures =
        SlidePictures.of(
            job,
            slide,
            TissueSettings.DEFAULT.counting(
                first.spec().minTissueAreaMicrometres2(), first.spec().keepColouredInk()));
    String thumbnail =
        hold.put(pictures.thumbnail().toJpeg(THUMBNAIL_QUALITY), "image/jpeg").digest();
    String coarseLevels =
        pictures.coarseLevels().isPresent()
            ? hold.put(pictures.coarseLevels().get(), "application/zip").digest()
            : null;
    FoundTissue found = pictures.tissue();
    SlideTissue tissue = tissue(found.mask(), hold);
    job.checkStop();
    job.phase("tiling", 0, "");
    NewTiling tiling = tiles.tile(slide, found.mask(), first.spec(), hold);
    List<String> warnings = new ArrayList<>(stored.notes());
    warnings.addAll(slide.plausibility().warnings());
    warnings.addAll(first.warnings());
    warnings.addAll(TissueWarnings.of(found, tiling));
    // The slide is closed when the rows are made, once for every try to publish them.
    SlidePyramid pyramid = pyramid(slide);
    SlideResolution resolution = resolution(slide);
    Map<String, String> told = new HashMap<>(slide.properties());
    told.putAll(stored.properties());
    ShownProperties properties = disclosed.of(told);
    SlideProvenance provenance =
        new SlideProvenance(
            properties.shown(),
            properties.withheld(),
            slide.associatedImages(),
            warnings,
            slide.reader().version().version(),
            job.id());
    return new JobResult(
        () -> {
          SlideEntity row =
              new SlideEntity(
                  job.workspace(),
                  request.name(),
                  stored.digest(),
                  pyramid,
                  resolution,
                  thumbnail,
                  tissue,
                  provenance);
          row.openFrom(stored.mainFile());
          row.storeCoarseLevels(coarseLevels);
          row.takeReservedId(job.outputId(JobOutputType.SLIDE));
          return publish(row, tiling, warnings);
        });
  }

  private Map<String, Object> publish(SlideEntity row, NewTiling tiling, List<String> warnings) {
    var slide = slides.saveAndFlush(row);
    var saved = tilings.saveAndFlush(tiling.row(slide.workspace(), slide.id()));
    return Map.of("slideId", slide.id(), "tilingIds", List.of(saved.id()), "warnings", warnings);
  }

  private static SlideTissue tissue(TissueMask mask, ArtifactHold hold) throws IOException {
    return new SlideTissue(
        hold.put(mask.toPng(), "image/png").digest(),
        mask.level0PerPx(),
        mask.fraction(),
        mask.unreadableFraction(),
        mask.penFraction(),
        hold.put(mask.toGeoJson().getBytes(StandardCharsets.UTF_8), "application/geo+json")
            .digest());
  }

  private static SlidePyramid pyramid(Slide slide) {
    return new SlidePyramid(
        slide.vendor(),
        slide.widthPx(),
        slide.heightPx(),
        slide.levels().stream().map(level -> level(slide, level)).toList());
  }

  private static SlideLevel level(Slide slide, Level level) {
    ReadingPath path = slide.reader().path(level);
    return new SlideLevel(
        level.widthPx(),
        level.heightPx(),
        level.downsample(),
        new LevelReader(path.decoder(), path.isStoredTiles(), path.why()));
  }

  private static SlideResolution resolution(Slide slide) throws MissingMppException {
    var mpp = slide.requireMpp();
    var source =
        switch (mpp.source()) {
          case OPENSLIDE -> MppSource.OPENSLIDE;
          case TIFF_RESOLUTION -> MppSource.TIFF_RESOLUTION;
          case OVERRIDE -> MppSource.OVERRIDE;
        };
    OptionalDouble power = Magnification.power(slide.properties());
    return new SlideResolution(
        mpp.x(), mpp.y(), source, power.isPresent() ? power.getAsDouble() : null);
  }
}
