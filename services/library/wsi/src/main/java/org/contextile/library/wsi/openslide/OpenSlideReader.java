// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.openslide;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

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
  /** Side of what is read at once where pixels are to be unblended. */
  private static final int BLOCK_PX = 2048;

  private final String name;
  private final OpenSlideHandle handle;
  private final OpenSlideDescription description;
  private final ScratchPool scratches = new ScratchPool();

  private OpenSlideReader(Path file, OpenSlideHandle handle, OpenSlideDescription description) {
    this.name = String.valueOf(file.getFileName());
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
      return new OpenSlideReader(file, handle, OpenSlideDescription.of(handle));
    } catch (UnreadableRegionException | IllegalArgumentException e) {
      handle.close();
      throw new UnreadableSlideException(name + " is broken", e);
    }
  }

  /** Whether OpenSlide knows the format of a file. */
  public static boolean recognises(Path file) {
    return OpenSlideFunctions.detectVendor(file.toString()).isPresent();
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
    int level = region.level().index();
    double downsample = description.downsamples().get(level);
    var across = GridStart.of(region.x(), downsample);
    var down = GridStart.of(region.y(), downsample);
    if (across.marginPx() > 0 || down.marginPx() > 0) {
      readUnblended(region, rgb);
      return;
    }
    read(
        region.areaPx(),
        (slide, argb) ->
            OpenSlideFunctions.readRegion(
                slide,
                argb,
                across.level0Px(),
                down.level0Px(),
                level,
                region.widthPx(),
                region.heightPx()),
        rgb);
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

  /** In blocks, since OpenSlide begins anew after 4096 pixels, at another place between two. */
  private void readUnblended(LevelRegion region, MemorySegment rgb)
      throws UnreadableRegionException {
    var level = region.level();
    int left = Math.clamp(-region.x(), 0, region.widthPx());
    int top = Math.clamp(-region.y(), 0, region.heightPx());
    int right = Math.clamp(level.widthPx() - region.x(), left, region.widthPx());
    int bottom = Math.clamp(level.heightPx() - region.y(), top, region.heightPx());
    if ((long) (right - left) * (bottom - top) < region.areaPx()) {
      fill(region, rgb);
    }
    for (int y = top; y < bottom; y += BLOCK_PX) {
      int rows = Math.min(BLOCK_PX, bottom - y);
      for (int x = left; x < right; x += BLOCK_PX) {
        int columns = Math.min(BLOCK_PX, right - x);
        var block = new LevelRegion(level, region.x() + x, region.y() + y, columns, rows);
        long bytesPerRow = 3L * region.widthPx();
        readBlock(
            block, new Unblending.Cut(columns, rows, rgb, y * bytesPerRow + 3L * x, bytesPerRow));
      }
    }
  }

  private void fill(LevelRegion region, MemorySegment rgb) {
    var row = new byte[3 * region.widthPx()];
    for (int i = 0; i < row.length; i++) {
      row[i] = (byte) (background() >> (8 * (2 - i % 3)));
    }
    for (int y = 0; y < region.heightPx(); y++) {
      MemorySegment.copy(row, 0, rgb, JAVA_BYTE, (long) y * row.length, row.length);
    }
  }

  private void readBlock(LevelRegion block, Unblending.Cut cut) throws UnreadableRegionException {
    int level = block.level().index();
    double downsample = description.downsamples().get(level);
    var across = GridStart.of(block.x(), downsample);
    var down = GridStart.of(block.y(), downsample);
    int width = across.marginPx() + block.widthPx() + GridStart.MARGIN_PX;
    int height = down.marginPx() + block.heightPx() + GridStart.MARGIN_PX;
    long pixels = (long) width * height;
    ArgbScratch scratch = scratches.take(pixels);
    try {
      handle.read(
          slide ->
              OpenSlideFunctions.readRegion(
                  slide, scratch.argb(), across.level0Px(), down.level0Px(), level, width, height));
      new Unblending(width, height, across, down).write(scratch.argb(), background(), cut);
    } finally {
      scratches.giveBack(scratch);
    }
  }

  @FunctionalInterface
  private interface ArgbRead {
    void from(MemorySegment slide, MemorySegment argb);
  }
}
