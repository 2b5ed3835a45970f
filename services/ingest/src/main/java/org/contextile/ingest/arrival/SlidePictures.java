// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest.arrival;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.contextile.jobs.worker.JobContext;
import org.contextile.library.wsi.deepzoom.CoarseLevels;
import org.contextile.library.wsi.deepzoom.CoarseLevelsMaker;
import org.contextile.library.wsi.slide.AreaAverage;
import org.contextile.library.wsi.slide.BlockSink;
import org.contextile.library.wsi.slide.Level;
import org.contextile.library.wsi.slide.LevelPass;
import org.contextile.library.wsi.slide.Overview;
import org.contextile.library.wsi.slide.RgbImage;
import org.contextile.library.wsi.slide.Slide;
import org.contextile.library.wsi.slide.UnreadableRegionException;
import org.contextile.library.wsi.tissue.FoundTissue;
import org.contextile.library.wsi.tissue.TissueMask;
import org.contextile.library.wsi.tissue.TissueSettings;

/**
 * What looking at a whole slide gives. Where coarse levels are made, the same pass over the file
 * serves the thumbnail and, if it reads the level at which tissue is looked for, the search.
 *
 * @param coarseLevels file with the tiles of coarse levels, if the slide's own do not do
 */
record SlidePictures(RgbImage thumbnail, FoundTissue tissue, Optional<Path> coarseLevels) {
  private static final int THUMBNAIL_PX = 1024;

  static SlidePictures of(JobContext job, Slide slide, TissueSettings settings) throws IOException {
    Optional<CoarseLevels> missing = CoarseLevels.of(slide);
    while (missing.isPresent()) {
      try {
        return withCoarseLevels(job, slide, missing.get(), settings);
      } catch (UnreadableRegionException e) {
        // Some writers leave broken tiles at the edge of a coarse level; a finer one then serves.
        missing = missing.get().finer(slide);
      }
    }
    job.phase("thumbnail", 0, "");
    RgbImage thumbnail = slide.thumbnail(THUMBNAIL_PX);
    job.checkStop();
    job.phase("tissue", 0, "");
    double downsample = TissueMask.downsample(slide, settings);
    Overview overview = slide.overview(downsample);
    return new SlidePictures(
        thumbnail, TissueMask.find(slide, downsample, overview, settings), Optional.empty());
  }

  private static SlidePictures withCoarseLevels(
      JobContext job, Slide slide, CoarseLevels levels, TissueSettings settings)
      throws IOException {
    Level base = levels.base();
    job.phase("coarse levels", base.heightPx(), "rows");
    double downsample = TissueMask.downsample(slide, settings);
    List<BlockSink> sinks = new ArrayList<>();
    Optional<AreaAverage> overview =
        slide.levelFor(downsample).equals(base)
            ? Optional.of(slide.overviewOf(downsample))
            : Optional.empty();
    Path file = job.scratch().resolve("coarse-levels.zip");
    try (CoarseLevelsMaker maker = new CoarseLevelsMaker(slide, levels, file, THUMBNAIL_PX)) {
      sinks.add(maker);
      overview.ifPresent(sinks::add);
      sinks.add(new Rows(job));
      LevelPass.read(slide, base, sinks);
      maker.complete();
      Optional<RgbImage> small = maker.picture(THUMBNAIL_PX);
      RgbImage thumbnail = small.isPresent() ? small.get() : slide.thumbnail(THUMBNAIL_PX);
      job.checkStop();
      job.phase("tissue", 0, "");
      Overview picture = overview.isPresent() ? overview.get().image() : slide.overview(downsample);
      return new SlidePictures(
          thumbnail, TissueMask.find(slide, downsample, picture, settings), Optional.of(file));
    }
  }

  /** Tells how far the pass is, and ends it when the job is to stop. */
  private record Rows(JobContext job) implements BlockSink {
    @Override
    public void add(byte[] rgb, int x, int y, int widthPx, int heightPx) {
      job.checkStop();
    }

    @Override
    public void finish(double bottom) {
      job.progress(Math.round(bottom));
    }
  }
}
