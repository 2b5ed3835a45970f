// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.tissue;

import java.util.BitSet;
import org.contextile.library.wsi.slide.MissingMppException;
import org.contextile.library.wsi.slide.Slide;
import org.contextile.library.wsi.slide.UnreadableRegionException;
import org.locationtech.jts.geom.Geometry;

/** Where a slide has tissue: one bit per mask pixel, with the outlines in level-0 pixels. */
public final class TissueMask {
  /** A mask with more pixels than this is made coarser than its settings ask. */
  private static final double MOST_PX = 16e6;

  private static final int TISSUE_GREY = 255;
  private static final int UNREADABLE_GREY = 128;

  private final int widthPx;
  private final int heightPx;
  private final byte[] tissue;
  private final double level0PerPx;
  private final BitSet unreadable;
  private final long[] sums;

  /**
   * @param tissue one byte per pixel, row by row, 0 for background
   * @param level0PerPx level-0 pixels per mask pixel
   */
  TissueMask(int widthPx, int heightPx, byte[] tissue, double level0PerPx) {
    this(widthPx, heightPx, tissue, new BitSet(), level0PerPx);
  }

  /**
   * @param unreadable mask pixels that cannot be read, by index row by row; none is tissue
   */
  TissueMask(int widthPx, int heightPx, byte[] tissue, BitSet unreadable, double level0PerPx) {
    if (tissue.length != widthPx * heightPx || !(level0PerPx > 0)) {
      throw new IllegalArgumentException(
          tissue.length + " mask pixels for " + widthPx + " × " + heightPx);
    }
    this.widthPx = widthPx;
    this.heightPx = heightPx;
    this.tissue = tissue.clone();
    this.unreadable = (BitSet) unreadable.clone();
    // Closing gaps and filling holes reaches into what nobody has seen.
    this.unreadable.stream().forEach(pixel -> this.tissue[pixel] = 0);
    this.level0PerPx = level0PerPx;
    this.sums = sums(this.tissue, widthPx, heightPx);
  }

  /**
   * Finds the tissue of a slide. The mask has at most 16 million pixels, whatever their size.
   *
   * @throws MissingMppException when the size of the slide's pixels is not known
   * @throws UnreadableRegionException when the low-resolution image cannot be read
   */
  public static TissueMask of(Slide slide, TissueSettings settings)
      throws MissingMppException, UnreadableRegionException {
    double mpp = slide.requireMpp().value();
    double downsample = downsample(slide, settings.maskMpp() / mpp);
    var overview = slide.overview(downsample);
    var image = overview.image();
    var found = TissueSegmentation.segment(image, mpp * downsample, settings);
    return new TissueMask(
        image.widthPx(), image.heightPx(), found, overview.unreadable(), downsample);
  }

  /**
   * Reads what {@link #toPng} wrote.
   *
   * @param level0PerPx as {@link #level0PerPx}
   * @throws IllegalArgumentException when it is no such image
   */
  public static TissueMask fromPng(byte[] png, double level0PerPx) {
    try (var image = TissueSegmentation.grey(png)) {
      var grey = TissueSegmentation.bytes(image);
      var tissue = new byte[grey.length];
      var unreadable = new BitSet();
      for (int i = 0; i < grey.length; i++) {
        tissue[i] = (byte) (grey[i] == (byte) TISSUE_GREY ? 1 : 0);
        unreadable.set(i, grey[i] == (byte) UNREADABLE_GREY);
      }
      return new TissueMask(image.cols(), image.rows(), tissue, unreadable, level0PerPx);
    }
  }

  private static double downsample(Slide slide, double wanted) {
    double nearest = slide.overviewDownsample(Math.max(1, wanted));
    double least = Math.sqrt((double) slide.widthPx() * slide.heightPx() / MOST_PX);
    // The nearest downsample is more than half of the one asked for.
    return nearest < least ? slide.overviewDownsample(2 * least) : nearest;
  }

  public int widthPx() {
    return widthPx;
  }

  public int heightPx() {
    return heightPx;
  }

  /** Level-0 pixels a mask pixel. */
  public double level0PerPx() {
    return level0PerPx;
  }

  /** Whether the mask pixel is tissue; what lies outside the mask is not. */
  public boolean at(int x, int y) {
    return x >= 0 && y >= 0 && x < widthPx && y < heightPx && tissue[y * widthPx + x] != 0;
  }

  /** The part of the slide that is tissue, 0 to 1. */
  public double fraction() {
    return (double) sums[sums.length - 1] / tissue.length;
  }

  /** The part of the slide that could not be read and so was not searched, 0 to 1. */
  public double unreadableFraction() {
    return (double) unreadable.cardinality() / tissue.length;
  }

  /** Whether the mask pixel could not be read: then it is neither tissue nor background. */
  public boolean isUnreadable(int x, int y) {
    return x >= 0 && y >= 0 && x < widthPx && y < heightPx && unreadable.get(y * widthPx + x);
  }

  /**
   * The part of a rectangle that is tissue, 0 to 1, by area; what lies outside counts as
   * background.
   *
   * @param x left edge, level-0 pixels, as are the others
   */
  public double fraction(double x, double y, double width, double height) {
    double left = x / level0PerPx;
    double top = y / level0PerPx;
    double right = (x + width) / level0PerPx;
    double bottom = (y + height) / level0PerPx;
    double area = sum(right, bottom) - sum(left, bottom) - sum(right, top) + sum(left, top);
    return Math.clamp(area / ((right - left) * (bottom - top)), 0, 1);
  }

  /** The tissue's outline with its holes, a polygon or several, in level-0 pixels. */
  public Geometry outline() {
    return TissueOutline.of(widthPx, heightPx, tissue, level0PerPx);
  }

  /** The outline as a GeoJSON feature collection, one feature a piece of tissue. */
  public String toGeoJson() {
    return TissueOutline.geoJson(outline());
  }

  /** The mask as a PNG of one channel: tissue 255, background 0, what cannot be read 128. */
  public byte[] toPng() {
    var grey = new byte[tissue.length];
    for (int i = 0; i < grey.length; i++) {
      grey[i] = (byte) (tissue[i] != 0 ? TISSUE_GREY : unreadable.get(i) ? UNREADABLE_GREY : 0);
    }
    return TissueSegmentation.png(widthPx, heightPx, grey);
  }

  /** The tissue area left of x and above y, in mask pixels, linear between whole pixels. */
  private double sum(double x, double y) {
    double cx = Math.clamp(x, 0, widthPx);
    double cy = Math.clamp(y, 0, heightPx);
    int x0 = Math.min((int) cx, widthPx - 1);
    int y0 = Math.min((int) cy, heightPx - 1);
    double fx = cx - x0;
    double fy = cy - y0;
    int at = y0 * (widthPx + 1) + x0;
    double upper = sums[at] * (1 - fx) + sums[at + 1] * fx;
    double lower = sums[at + widthPx + 1] * (1 - fx) + sums[at + widthPx + 2] * fx;
    return upper * (1 - fy) + lower * fy;
  }

  private static long[] sums(byte[] tissue, int width, int height) {
    var sums = new long[(width + 1) * (height + 1)];
    for (int y = 0; y < height; y++) {
      long row = 0;
      for (int x = 0; x < width; x++) {
        row += tissue[y * width + x] != 0 ? 1 : 0;
        sums[(y + 1) * (width + 1) + x + 1] = sums[y * (width + 1) + x + 1] + row;
      }
    }
    return sums;
  }
}
