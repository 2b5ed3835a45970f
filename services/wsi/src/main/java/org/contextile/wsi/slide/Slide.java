// SPDX-License-Identifier: Apache-2.0
package org.contextile.wsi.slide;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An open whole-slide image. Safe for use by several threads; a region that cannot be decoded does
 * not harm the slide.
 */
public final class Slide implements AutoCloseable {
  /** Places along each axis that {@link #verify} reads. */
  private static final int PROBES = 5;

  private final Path file;
  private final SlideHandle handle;
  private final SlideDescription description;
  private final Optional<Mpp> mpp;

  private Slide(
      Path file, SlideHandle handle, SlideDescription description, Optional<Mpp> mppOverride) {
    this.file = file;
    this.handle = handle;
    this.description = description;
    this.mpp = mppOverride.or(() -> Mpp.of(description.properties()));
  }

  /**
   * Opens a slide. A DICOM series opens from any of its files.
   *
   * @throws UnreadableSlideException when the file is no slide, or a broken one
   */
  public static Slide open(Path file) throws UnreadableSlideException {
    return open(file, Optional.empty());
  }

  /**
   * Opens a slide whose microns per pixel the user may state.
   *
   * @throws UnreadableSlideException when the file is no slide, or a broken one
   */
  public static Slide open(Path file, Optional<Mpp> mppOverride) throws UnreadableSlideException {
    if (!Files.isReadable(file)) {
      throw new UnreadableSlideException(file.getFileName() + " cannot be read");
    }
    var handle = new SlideHandle(file);
    try {
      return new Slide(file, handle, SlideDescription.of(handle), mppOverride);
    } catch (UnreadableRegionException | IllegalArgumentException e) {
      handle.close();
      throw new UnreadableSlideException(file.getFileName() + " is broken", e);
    }
  }

  /** The version of the OpenSlide library in use, such as {@code 4.0.1}. */
  public static String openSlideVersion() {
    return OpenSlideFunctions.version();
  }

  public Path file() {
    return file;
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

  /** Finest first. */
  public List<Level> levels() {
    return description.levels();
  }

  /** Every property by name, OpenSlide's and the vendor's. */
  public Map<String, String> properties() {
    return description.properties();
  }

  /** Names of the label, macro and thumbnail images that the file carries. */
  public List<String> associatedImages() {
    return description.associatedImages();
  }

  /** Microns per level-0 pixel, if the slide or the user says so. */
  public Optional<Mpp> mpp() {
    return mpp;
  }

  /**
   * Microns per level-0 pixel.
   *
   * @throws MissingMppException when neither the slide nor the user says so
   */
  public Mpp requireMpp() throws MissingMppException {
    return mpp.orElseThrow(
        () ->
            new MissingMppException(
                file.getFileName() + " does not state its microns per pixel; give an override"));
  }

  /** The coarsest level with at most this many level-0 pixels a pixel, to a thousandth. */
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
    return description.background();
  }

  /**
   * Reads a region; what lies outside the slide has the background's colour.
   *
   * @param x left edge in level-0 pixels
   * @param y top edge in level-0 pixels
   * @param widthPx width in pixels of the level
   * @param heightPx height in pixels of the level
   * @throws UnreadableRegionException when stored data in the region cannot be decoded
   */
  public RgbImage readRegion(Level level, long x, long y, int widthPx, int heightPx)
      throws UnreadableRegionException {
    try (var buffer = new RegionBuffer()) {
      readRegion(level, x, y, widthPx, heightPx, buffer);
      return new RgbImage(widthPx, heightPx, Arrays.copyOf(buffer.rgb(), 3 * widthPx * heightPx));
    }
  }

  /** As {@link #readRegion(Level, long, long, int, int)}, into a buffer that is used again. */
  public void readRegion(
      Level level, long x, long y, int widthPx, int heightPx, RegionBuffer buffer)
      throws UnreadableRegionException {
    var argb = buffer.reserve(widthPx, heightPx);
    handle.read(
        slide ->
            OpenSlideFunctions.readRegion(slide, argb, x, y, level.index(), widthPx, heightPx));
    buffer.compose(background());
  }

  /**
   * Reads a region of any size averaged down by the whole factor at or below the one wanted, in
   * bounded memory.
   *
   * @param x left edge in level-0 pixels
   * @param y top edge in level-0 pixels
   * @param widthPx width in pixels of the level
   * @param heightPx height in pixels of the level
   * @param factor pixels of the level a pixel of the result, from 1; more than 2048 count as 2048
   * @return {@code ⌈widthPx / factor⌉ × ⌈heightPx / factor⌉} pixels, the last of a row or column a
   *     mean of fewer
   * @throws UnreadableRegionException when stored data in the region cannot be decoded
   */
  public ShrunkRegion readShrunk(
      Level level, long x, long y, long widthPx, long heightPx, double factor)
      throws UnreadableRegionException {
    int whole = Math.clamp((long) factor, 1, BlockAverage.BLOCK_PX);
    var image =
        BlockAverage.read(
            widthPx,
            heightPx,
            whole,
            (left, top, width, height) ->
                readRegion(
                    level,
                    x + Math.round(left * level.downsample()),
                    y + Math.round(top * level.downsample()),
                    width,
                    height));
    return new ShrunkRegion(image, whole);
  }

  /**
   * Reads the label, macro or thumbnail image.
   *
   * @throws IllegalArgumentException when the slide has no image of that name
   */
  public RgbImage associatedImage(String name) throws UnreadableRegionException {
    if (!associatedImages().contains(name)) {
      throw new IllegalArgumentException("no associated image " + name);
    }
    var size = new long[2];
    handle.read(
        slide ->
            System.arraycopy(
                OpenSlideFunctions.associatedImageDimensions(slide, name), 0, size, 0, 2));
    try (var buffer = new RegionBuffer()) {
      int width = Math.toIntExact(size[0]);
      int height = Math.toIntExact(size[1]);
      var argb = buffer.reserve(width, height);
      handle.read(slide -> OpenSlideFunctions.readAssociatedImage(slide, name, argb));
      buffer.compose(background());
      return new RgbImage(width, height, Arrays.copyOf(buffer.rgb(), 3 * width * height));
    }
  }

  /** The whole slide, its longer side {@code maxSidePx} pixels, or fewer on a small slide. */
  public RgbImage thumbnail(int maxSidePx) throws UnreadableRegionException {
    return Overview.read(this, Math.max(1, (double) Math.max(widthPx(), heightPx()) / maxSidePx));
  }

  /**
   * The whole slide averaged down. When {@code downsample} comes from {@link #overviewDownsample},
   * pixel (i, j) is the mean of exactly the level-0 square from (i, j) times it.
   *
   * @param downsample level-0 pixels a pixel of the result, at least 1
   */
  public RgbImage overview(double downsample) throws UnreadableRegionException {
    return Overview.read(this, downsample);
  }

  /** The nearest downsample, not coarser than the one wanted, that needs no interpolation. */
  public double overviewDownsample(double wanted) {
    return Overview.nearest(this, wanted);
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
              .formatted(file.getFileName(), unreadable, PROBES * PROBES));
    }
  }

  @Override
  public void close() {
    handle.close();
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
