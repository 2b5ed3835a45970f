// SPDX-License-Identifier: Apache-2.0
package org.contextile.tiles;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.contextile.artifacts.Artifact;
import org.contextile.artifacts.ArtifactHold;
import org.contextile.artifacts.ArtifactStore;
import org.contextile.db.slide.FinestTiles;
import org.contextile.db.slide.MppSource;
import org.contextile.db.slide.SlideEntity;
import org.contextile.db.slide.SlideRepository;
import org.contextile.db.slide.TilingEntity;
import org.contextile.db.slide.TilingRepository;
import org.contextile.db.slide.TilingSpec;
import org.contextile.jobs.worker.JobContext;
import org.contextile.library.storage.LocalCopy;
import org.contextile.library.storage.MissingObjectException;
import org.contextile.library.wsi.SlideFormats;
import org.contextile.library.wsi.slide.Level;
import org.contextile.library.wsi.slide.MissingMppException;
import org.contextile.library.wsi.slide.Mpp;
import org.contextile.library.wsi.slide.Slide;
import org.contextile.library.wsi.slide.UnreadableRegionException;
import org.contextile.library.wsi.slide.UnreadableSlideException;
import org.contextile.library.wsi.tile.TileGrid;
import org.contextile.library.wsi.tile.TileGridSpec;
import org.contextile.library.wsi.tile.UnfitTilingException;
import org.contextile.library.wsi.tissue.TissueMask;
import org.contextile.library.wsi.tissue.TissueSettings;

/**
 * Opens slides by their rows, and tiles them once per specification. A tiling follows from the
 * slide's row, with the tissue that was found when it was ingested, and not from what a later
 * version would find.
 */
public final class TiledSlides {

  private static final String MEDIA_TYPE = "application/octet-stream";

  private final ArtifactStore artifacts;
  private final SlideRepository slides;
  private final TilingRepository tilings;

  TiledSlides(ArtifactStore artifacts, SlideRepository slides, TilingRepository tilings) {
    this.artifacts = artifacts;
    this.slides = slides;
    this.tilings = tilings;
  }

  /**
   * Opens a slide with the resolution and levels that its row records; the caller closes it.
   *
   * @throws ProblemException {@code unreadable-slide} if its file can no longer be read
   */
  public Slide open(SlideEntity slide) {
    try {
      String main = slide.mainFile();
      LocalCopy copy =
          main == null
              ? artifacts.open(slide.artifactDigest())
              : artifacts.open(slide.artifactDigest(), main);
      boolean opened = false;
      try {
        Slide open = SlideFormats.open(copy.path(), override(slide));
        opened = true;
        return open.withOnly(levels(open, slide), List.of()).whenClosed(copy::close);
      } finally {
        if (!opened) {
          copy.close();
        }
      }
    } catch (UnreadableSlideException e) {
      throw unreadable(slide, e);
    } catch (MissingObjectException e) {
      throw new ProblemException(
          ProblemType.UNREADABLE_SLIDE.with(
              "The file of " + slide.name() + " is no longer stored: bring it in again."),
          e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The slide's tiling, computed and stored by the first job that asks for it.
   *
   * @param job under whose lease the row is written
   * @throws ProblemException {@code too-coarse} if the tiles would be finer than the slide
   */
  public SlideTiling tiling(JobContext job, SlideEntity slide, TilingSpec spec) {
    FinestTiles.require(slide.name(), slide.resolution().mpp(), spec);
    return find(slide, spec).orElseGet(() -> tile(job, slide, spec));
  }

  /** The slide's tiling, if some job has computed it. */
  public Optional<SlideTiling> find(SlideEntity slide, TilingSpec spec) {
    return tilings
        .findBySlideIdAndSpec(slide.id(), spec)
        .map(row -> new SlideTiling(row, read(row)));
  }

  /**
   * Tiles an open slide and stores the grid; the row is the caller's to save.
   *
   * @throws ProblemException {@code invalid-request} if the slide cannot be cut so
   */
  public NewTiling tile(Slide slide, TissueMask tissue, TilingSpec spec, ArtifactHold hold)
      throws MissingMppException {
    TissueMask counted = counted(tissue, spec, slide.requireMpp().value());
    return store(spec, fitting(() -> TileGrid.of(slide, specOf(spec), counted)), hold);
  }

  private static NewTiling store(TilingSpec spec, TileGrid grid, ArtifactHold hold) {
    try {
      Artifact stored = hold.put(grid.toBytes(), MEDIA_TYPE);
      return new NewTiling(spec, grid, stored.digest());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private SlideTiling tile(JobContext job, SlideEntity row, TilingSpec spec) {
    NewTiling tiling = tile(row, spec);
    job.publish(
        () -> {
          var _ = slides.lock(List.of(row.id()));
          if (tilings.findBySlideIdAndSpec(row.id(), spec).isEmpty()) {
            tilings.saveAndFlush(tiling.row(row.workspace(), row.id()));
          }
        });
    return find(row, spec).orElseThrow();
  }

  private NewTiling tile(SlideEntity row, TilingSpec spec) {
    ArtifactHold hold = artifacts.hold();
    try {
      Optional<TissueMask> recorded = tissue(row);
      if (recorded.isEmpty()) {
        try (Slide slide = open(row)) {
          return tile(slide, TissueMask.of(slide, TissueSettings.DEFAULT), spec, hold);
        }
      }
      return store(
          spec,
          fitting(
              () ->
                  TileGrid.of(
                      row.pyramid().widthPx(),
                      row.pyramid().heightPx(),
                      row.resolution().mpp(),
                      specOf(spec),
                      counted(recorded.get(), spec, row.resolution().mpp()))),
          hold);
    } catch (MissingMppException | UnreadableRegionException e) {
      throw unreadable(row, e);
    }
  }

  /** The tissue that the row records, if it was looked for. */
  private Optional<TissueMask> tissue(SlideEntity row) {
    String digest = row.tissue().maskDigest();
    Double downsample = row.tissue().maskDownsample();
    if (digest == null || downsample == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(TissueMask.fromPng(artifacts.bytes(digest), downsample));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private interface Cut {
    TileGrid grid() throws MissingMppException;
  }

  private static TileGrid fitting(Cut cut) throws MissingMppException {
    try {
      return cut.grid();
    } catch (UnfitTilingException e) {
      throw new ProblemException(
          ProblemType.INVALID_REQUEST
              .with("The slide cannot be cut into such tiles: " + e.getMessage() + ".")
              .at("/tiling"),
          e);
    }
  }

  private TileGrid read(TilingEntity row) {
    try {
      return TileGrid.fromBytes(artifacts.bytes(row.artifactDigest()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Those that the row lists; ingest left others out, which would show something else. */
  private static List<Level> levels(Slide open, SlideEntity row) {
    return open.levels().stream()
        .filter(
            level ->
                level.index() == 0
                    || row.pyramid().levels().stream()
                        .anyMatch(
                            listed ->
                                listed.widthPx() == level.widthPx()
                                    && listed.heightPx() == level.heightPx()))
        .toList();
  }

  private static Optional<Mpp> override(SlideEntity slide) {
    return slide.resolution().mppSource() == MppSource.OVERRIDE
        ? Optional.of(Mpp.override(slide.resolution().mppX()))
        : Optional.empty();
  }

  /** Of the pieces that the search saw, those that count under the specification. */
  private static TissueMask counted(TissueMask tissue, TilingSpec spec, double mpp) {
    return tissue.counting(spec.minTissueAreaMicrometres2() / (mpp * mpp), spec.keepColouredInk());
  }

  private static TileGridSpec specOf(TilingSpec spec) {
    return new TileGridSpec(spec.mpp(), spec.tileSizePx(), spec.overlapPx(), spec.minTissue());
  }

  private static ProblemException unreadable(SlideEntity slide, Exception cause) {
    return new ProblemException(
        ProblemType.UNREADABLE_SLIDE,
        "The slide " + slide.name() + " cannot be read: " + cause.getMessage());
  }
}
