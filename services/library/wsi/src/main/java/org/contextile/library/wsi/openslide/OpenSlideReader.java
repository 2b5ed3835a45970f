// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.openslide;

import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.contextile.library.wsi.slide.Level;
import org.contextile.library.wsi.slide.LevelRegion;
import org.contextile.library.wsi.slide.Mpp;
import org.contextile.library.wsi.slide.PixelReader;
import org.contextile.library.wsi.slide.ReaderVersion;
import org.contextile.library.wsi.slide.RgbImage;
import org.contextile.library.wsi.slide.UnreadableRegionException;
import org.contextile.library.wsi.slide.UnreadableSlideException;

/** Pixels as OpenSlide reads them, of every format that it knows. */
public final class OpenSlideReader implements PixelReader {
  // OpenSlide interpolates when a region starts between two pixels of a level, unless it is
  // within 1/512 of one.
  private static final double PIXEL_EXACT = 1.0 / 512;

  private final String name;
  private final OpenSlideHandle handle;
  private final OpenSlideDescription description;
  private final ScratchPool scratches = new ScratchPool();

  private OpenSlideReader(String name, OpenSlideHandle handle, OpenSlideDescription description) {
    this.name = name;
    this.handle = handle;
    this.description = description;
  }

  /**
   * Opens a slide. A DICOM series opens from any of its files.
   *
   * @throws UnreadableSlideException when the file is no slide, or a broken one
   * @throws UnsatisfiedLinkError when no OpenSlide library is found that is new enough
   */
  public static OpenSlideReader open(Path file) throws UnreadableSlideException {
    String name = String.valueOf(file.getFileName());
    if (!Files.isReadable(file)) {
      throw new UnreadableSlideException(name + " cannot be read");
    }
    var handle = new OpenSlideHandle(file);
    try {
      return new OpenSlideReader(name, handle, OpenSlideDescription.of(handle));
    } catch (UnreadableRegionException | IllegalArgumentException e) {
      handle.close();
      throw new UnreadableSlideException(name + " is broken", e);
    }
  }

  /**
   * The version of the OpenSlide library in use, such as {@code 4.0.1}.
   *
   * @throws UnsatisfiedLinkError when no library is found that is new enough
   */
  public static String libraryVersion() {
    return OpenSlideFunctions.version();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public ReaderVersion version() {
    return new ReaderVersion("openslide", libraryVersion());
  }

  @Override
  public List<Level> levels() {
    return description.levels();
  }

  @Override
  public Map<String, String> properties() {
    return description.properties();
  }

  @Override
  public Optional<Mpp> mpp() {
    return Mpp.of(properties());
  }

  @Override
  public int background() {
    return description.background();
  }

  @Override
  public List<String> associatedImages() {
    return description.associatedImages();
  }

  @Override
  public RgbImage associatedImage(String image) throws UnreadableRegionException {
    if (!associatedImages().contains(image)) {
      throw new IllegalArgumentException("no associated image " + image);
    }
    var size = new long[2];
    handle.read(
        slide ->
            System.arraycopy(
                OpenSlideFunctions.associatedImageDimensions(slide, image), 0, size, 0, 2));
    int width = Math.toIntExact(size[0]);
    int height = Math.toIntExact(size[1]);
    var rgb = new byte[Math.multiplyExact(3, Math.multiplyExact(width, height))];
    read(
        (long) width * height,
        (slide, argb) -> OpenSlideFunctions.readAssociatedImage(slide, image, argb),
        MemorySegment.ofArray(rgb));
    return new RgbImage(width, height, rgb);
  }

  @Override
  public void read(LevelRegion region, MemorySegment rgb) throws UnreadableRegionException {
    if (rgb.byteSize() < region.bytes()) {
      throw new IllegalArgumentException(rgb.byteSize() + " bytes for " + region);
    }
    read(
        region.areaPx(),
        (slide, argb) ->
            OpenSlideFunctions.readRegion(
                slide,
                argb,
                region.x(),
                region.y(),
                region.level().index(),
                region.widthPx(),
                region.heightPx()),
        rgb);
  }

  @Override
  public double origin(Level level, long level0Px) {
    double origin = level0Px / level.downsample();
    double whole = Math.rint(origin);
    return Math.abs(origin - whole) < PIXEL_EXACT ? whole : origin;
  }

  @Override
  public boolean isPixelExact(Level level) {
    double error = Math.abs(level.downsample() - Math.rint(level.downsample()));
    return error * Math.max(level.widthPx(), level.heightPx()) < PIXEL_EXACT;
  }

  @Override
  public void close() {
    handle.close();
    scratches.close();
  }

  private void read(long pixels, ArgbRead read, MemorySegment rgb)
      throws UnreadableRegionException {
    ArgbScratch scratch = scratches.take(pixels);
    try {
      handle.read(slide -> read.from(slide, scratch.argb()));
      scratch.compose(pixels, background(), rgb);
    } finally {
      scratches.giveBack(scratch);
    }
  }

  @FunctionalInterface
  private interface ArgbRead {
    void from(MemorySegment slide, MemorySegment argb);
  }
}
