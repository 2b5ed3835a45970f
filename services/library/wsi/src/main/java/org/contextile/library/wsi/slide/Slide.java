// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.slide;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An open whole-slide image over a reader of its pixels. Safe for use by several threads; a region
 * that cannot be decoded does not harm the slide.
 */
public final class Slide implements AutoCloseable {
  /** Places along each axis that {@link #verify} reads. */
  private static final int PROBES = 5;

  private static final String NOT_STATED = " does not say how large its pixels are";

  private final PixelReader reader;
  private final Optional<Mpp> mpp;
  private final Plausibility plausibility;
  private final Runnable afterClose;

  private Slide(
      PixelReader reader, Optional<Mpp> mpp, Plausibility plausibility, Runnable afterClose) {
    this.reader = reader;
    this.mpp = mpp;
    this.plausibility = plausibility;
    this.afterClose = afterClose;
  }

  /** The slide that a reader reads, which it closes with itself. */
  public static Slide of(PixelReader reader) {
    return of(reader, Optional.empty());
  }

  /**
   * As above, where the user may state the microns per pixel; all figures are taken as they are.
   */
  public static Slide of(PixelReader reader, Optional<Mpp> mppOverride) {
    return of(reader, mppOverride, Plausibility.unchecked(reader.levels()));
  }

  /** As above, where what contradicts itself is not used. */
  public static Slide of(PixelReader reader, Optional<Mpp> mppOverride, Plausibility plausibility) {
    return new Slide(reader, mppOverride.or(reader::mpp), plausibility, () -> {});
  }

  /** The same slide, which tells somebody that it is closed, such as who lent it the file. */
  public Slide whenClosed(Runnable told) {
    return new Slide(reader, mpp, plausibility, told);
  }

  /**
   * The same slide with fewer levels; close either.
   *
   * @param kept of {@link #levels}, level 0 among them
   * @param more warnings of why
   */
  public Slide withOnly(List<Level> kept, List<String> more) {
    var warnings = new ArrayList<>(plausibility.warnings());
    warnings.addAll(more);
    var fewer =
        new Plausibility(kept, plausibility.unbelieved(), plausibility.contradiction(), warnings);
    return new Slide(reader, mpp, fewer, afterClose);
  }

  /** The reader of the slide's pixels, closed with the slide. */
  public PixelReader reader() {
    return reader;
  }

  /** The file's name. */
  public String name() {
    return reader.name();
  }

  /** OpenSlide's name of the format, such as {@code aperio}. */
  public String vendor() {
    return properties().getOrDefault("openslide.vendor", "unknown");
  }

  public long widthPx() {
    return levels().getFirst().widthPx();
  }

  public long heightPx() {
    return levels().getFirst().heightPx();
  }

  /** Those that fit level 0, finest first; a level's index tells its place among the reader's. */
  public List<Level> levels() {
    return plausibility.levels();
  }

  /** What the slide's figures say of each other. */
  public Plausibility plausibility() {
    return plausibility;
  }

  /** Every property by name, OpenSlide's and the vendor's. */
  public Map<String, String> properties() {
    return reader.properties();
  }

  /** Names of the label, macro and thumbnail images that the file carries. */
  public List<String> associatedImages() {
    return reader.associatedImages();
  }

  /** Microns per level-0 pixel, if the slide or the user says so. */
  public Optional<Mpp> mpp() {
    return mpp;
  }

  /**
   * Microns per level-0 pixel.
   *
   * @throws MissingMppException when neither the slide nor the user says so
   * @throws AnisotropicMppException when the slide's pixels are not square
   * @throws ContradictoryMppException when another figure of the file contradicts its own
   */
  public Mpp requireMpp() throws MissingMppException {
    if (mpp.isEmpty()) {
      throw new MissingMppException(
          name() + plausibility.unbelieved().map(why -> ": " + why).orElse(NOT_STATED));
    }
    Mpp known = mpp.get();
    if (!known.isSquare()) {
      throw new AnisotropicMppException(name(), known);
    }
    if (plausibility.contradiction().isPresent()) {
      throw new ContradictoryMppException(name(), plausibility.contradiction().get());
    }
    return known;
  }

  /** The coarsest level with at most this many level-0 pixels per pixel, to a thousandth. */
  public Level levelFor(double downsample) {
    var best = levels().getFirst();
    for (var level : levels()) {
      if (level.downsample() <= downsample * 1.001 && level.downsample() > best.downsample()) {
        best = level;
      }
    }
    return best;
  }

  /** The colour behind the tissue, 0xRRGGBB: the slide's own, or white. */
  public int background() {
    return reader.background();
  }

  /**
   * Reads a region, from the level's pixel that is nearest to its corner; what lies outside the
   * slide has the background's colour.
   *
   * @param x left edge in level-0 pixels
   * @param y top edge in level-0 pixels
   * @param widthPx width in pixels of the level
   * @param heightPx height in pixels of the level
   * @throws UnreadableRegionException when stored data in the region cannot be decoded
   */
  public RgbImage readRegion(Level level, long x, long y, int widthPx, int heightPx)
      throws UnreadableRegionException {
    return read(new LevelRegion(level, level.nearest(x), level.nearest(y), widthPx, heightPx));
  }

  /** As {@link #readRegion}, the place given in pixels of the level. */
  public RgbImage read(LevelRegion region) throws UnreadableRegionException {
    var buffer = new RegionBuffer();
    buffer.read(reader, region);
    return new RgbImage(region.widthPx(), region.heightPx(), buffer.rgb());
  }

  /**
   * Averages a region of any size in bounded memory, every stored tile decoded once.
   *
   * @param x left edge in level-0 pixels
   * @param y top edge in level-0 pixels
   * @param widthPx width in pixels of the level
   * @param heightPx height in pixels of the level
   * @param average takes the region's pixels, (0, 0) at its corner
   * @throws UnreadableRegionException when stored data in the region cannot be decoded
   */
  public RgbImage readAveraged(
      Level level, long x, long y, int widthPx, int heightPx, AreaAverage average)
      throws UnreadableRegionException {
    return averageOfLevel(level, level.nearest(x), level.nearest(y), widthPx, heightPx, average);
  }

  /** As {@link #readAveraged}, the place given in pixels of the level. */
  public RgbImage averageOfLevel(
      Level level, long x, long y, int widthPx, int heightPx, AreaAverage average)
      throws UnreadableRegionException {
    StoredBlocks.visit(level, x, y, widthPx, heightPx, new BlockReading(reader, average));
    return average.image().image();
  }

  /** Bytes that {@link #readAveraged} and {@link #overview} take beside their result. */
  public static long averagingBytes(Level level) {
    // The reader's ARGB and the block in RGB.
    return 7 * StoredBlocks.mostPx(level);
  }

  /**
   * Reads the label, macro or thumbnail image.
   *
   * @throws IllegalArgumentException when the slide has no image of that name
   */
  public RgbImage associatedImage(String name) throws UnreadableRegionException {
    return reader.associatedImage(name);
  }

  /** The whole slide, its longer side {@code maxSidePx} pixels, or fewer on a small slide. */
  public RgbImage thumbnail(int maxSidePx) throws UnreadableRegionException {
    return overview(Math.max(1, (double) Math.max(widthPx(), heightPx()) / maxSidePx)).image();
  }

  /**
   * The whole slide averaged down. When {@code downsample} comes from {@link #overviewDownsample},
   * pixel (i, j) is the mean of exactly the level-0 square from (i, j) times it, as far as it can
   * be read.
   *
   * @param downsample level-0 pixels per pixel of the result, at least 1
   */
  public Overview overview(double downsample) throws UnreadableRegionException {
    return OverviewReader.read(this, downsample);
  }

  /**
   * Gives what {@link #overview} does once it has been given the pixels of {@link #levelFor} the
   * downsample, by a {@link LevelPass} that others share.
   *
   * @param downsample that {@link #overviewDownsample} gave
   */
  public AreaAverage overviewOf(double downsample) {
    return OverviewReader.average(levelFor(downsample), downsample);
  }

  /** The nearest downsample, not coarser than the one wanted, that needs no interpolation. */
  public double overviewDownsample(double wanted) {
    return OverviewReader.nearest(this, wanted);
  }

  /**
   * Reads a pixel at places spread over the slide, where a file that was cut short shows it.
   *
   * @throws UnreadableSlideException when more than a tenth of them cannot be decoded
   */
  public void verify() throws UnreadableSlideException {
    int unreadable = 0;
    for (int row = 0; row < PROBES; row++) {
      for (int column = 0; column < PROBES; column++) {
        unreadable += isReadable(column, row) ? 0 : 1;
      }
    }
    if (10 * unreadable > PROBES * PROBES) {
      throw new UnreadableSlideException(
          "%s is cut short or broken: %d of %d places cannot be read"
              .formatted(name(), unreadable, PROBES * PROBES));
    }
  }

  @Override
  public void close() {
    try {
      reader.close();
    } finally {
      afterClose.run();
    }
  }

  private boolean isReadable(int column, int row) {
    try {
      long x = column * (widthPx() - 1) / (PROBES - 1);
      long y = row * (heightPx() - 1) / (PROBES - 1);
      var _ = readRegion(levels().getFirst(), x, y, 1, 1);
      return true;
    } catch (UnreadableRegionException e) {
      return false;
    }
  }
}
