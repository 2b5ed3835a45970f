// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.tissue;

import org.contextile.library.wsi.slide.MissingMppException;
import org.contextile.library.wsi.slide.Overview;
import org.contextile.library.wsi.slide.Slide;
import org.contextile.library.wsi.slide.UnreadableRegionException;
import org.locationtech.jts.geom.Geometry;

/**
 * Where a slide has tissue, and where there is something else to be told of: pieces too small to
 * count, ink, what cannot be read. Outlines are in level-0 pixels.
 */
public final class TissueMask {
  /** A mask with more pixels than this is made coarser than its settings ask. */
  private static final double MOST_PX = 16e6;

  static final int TISSUE_GREY = 255;

  /** Looks like coloured ink, and counts as tissue all the same. */
  static final int KEPT_INK_GREY = 224;

  static final int SMALL_GREY = 192;
  static final int UNREADABLE_GREY = 128;
  static final int COLOURED_INK_GREY = 96;
  static final int BLACK_INK_GREY = 64;
  static final int BACKGROUND_GREY = 0;

  private final int widthPx;
  private final int heightPx;
  private final byte[] kinds;
  private final double level0PerPx;
  private final int[] sums;

  /**
   * @param kinds one grey level per pixel, row by row, as in {@link #toPng}
   * @param level0PerPx level-0 pixels per mask pixel
   */
  TissueMask(int widthPx, int heightPx, byte[] kinds, double level0PerPx) {
    if (kinds.length != widthPx * heightPx || !(level0PerPx > 0)) {
      throw new IllegalArgumentException(
          kinds.length + " mask pixels for " + widthPx + " × " + heightPx);
    }
    this.widthPx = widthPx;
    this.heightPx = heightPx;
    this.kinds = kinds.clone();
    this.level0PerPx = level0PerPx;
    this.sums = sums();
  }

  /**
   * Finds the tissue of a slide. The mask has at most 16 million pixels, whatever their size.
   *
   * @throws MissingMppException when the size of the slide's pixels is not known
   * @throws UnreadableRegionException when the low-resolution image cannot be read
   */
  public static TissueMask of(Slide slide, TissueSettings settings)
      throws MissingMppException, UnreadableRegionException {
    double downsample = downsample(slide, settings);
    return find(slide, downsample, slide.overview(downsample), settings).mask();
  }

  /** The downsample at which tissue is looked for. */
  public static double downsample(Slide slide, TissueSettings settings) throws MissingMppException {
    return downsample(slide, settings.maskMpp() / slide.requireMpp().value());
  }

  /**
   * Finds the tissue in a picture of the whole slide.
   *
   * @param downsample of the picture
   */
  public static FoundTissue find(
      Slide slide, double downsample, Overview picture, TissueSettings settings)
      throws MissingMppException {
    return TissueSegmentation.segment(
        picture, slide.requireMpp().value() * downsample, downsample, settings);
  }

  /**
   * Reads what {@link #toPng} wrote.
   *
   * @param level0PerPx as {@link #level0PerPx}
   * @throws IllegalArgumentException when it is no such image
   */
  public static TissueMask fromPng(byte[] png, double level0PerPx) {
    try (var image = Pixels.grey(png)) {
      return new TissueMask(image.cols(), image.rows(), Pixels.bytes(image), level0PerPx);
    }
  }

  /**
   * The same with other pieces counted as tissue: those of at least an area.
   *
   * @param leastLevel0Px2 that area, in squares of level-0 pixels
   * @param colouredInk whether coloured ink counts like stained tissue
   */
  public TissueMask counting(double leastLevel0Px2, boolean colouredInk) {
    var pieces =
        Components.of(widthPx, heightPx, i -> isStained(i) || (colouredInk && isColouredInk(i)));
    var changed = kinds.clone();
    for (int i = 0; i < changed.length; i++) {
      int area = pieces.areaAt(i);
      boolean counts = area > 0 && area * level0PerPx * level0PerPx >= leastLevel0Px2;
      if (isStained(i)) {
        changed[i] = (byte) (counts ? TISSUE_GREY : SMALL_GREY);
      } else if (isColouredInk(i)) {
        changed[i] = (byte) (counts ? KEPT_INK_GREY : COLOURED_INK_GREY);
      }
    }
    return new TissueMask(widthPx, heightPx, changed, level0PerPx);
  }

  /** The largest piece that is too small to count, in squares of level-0 pixels; 0 for none. */
  public double largestSmallPieceLevel0Px2() {
    return Components.of(widthPx, heightPx, i -> is(i, SMALL_GREY)).largest()
        * level0PerPx
        * level0PerPx;
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
    return x >= 0 && y >= 0 && x < widthPx && y < heightPx && isTissue(y * widthPx + x);
  }

  /** The part of the slide that is tissue, 0 to 1. */
  public double fraction() {
    return (double) sums[sums.length - 1] / kinds.length;
  }

  /** The part of the slide that could not be read and so was not searched, 0 to 1. */
  public double unreadableFraction() {
    return share(UNREADABLE_GREY);
  }

  /** The part of the slide that is ink, or a scanner's black border, and not tissue, 0 to 1. */
  public double penFraction() {
    return blackFraction() + colouredInkFraction();
  }

  /** The part of the slide that is black, as ink and a scanner's border are, 0 to 1. */
  public double blackFraction() {
    return share(BLACK_INK_GREY);
  }

  /** The part of the slide that looks like coloured ink, and is not counted as tissue, 0 to 1. */
  public double colouredInkFraction() {
    return share(COLOURED_INK_GREY);
  }

  /** The part of the slide that looks like coloured ink, and is counted as tissue, 0 to 1. */
  public double keptInkFraction() {
    return share(KEPT_INK_GREY);
  }

  /** Whether the mask pixel could not be read: then it is neither tissue nor background. */
  public boolean isUnreadable(int x, int y) {
    return x >= 0 && y >= 0 && x < widthPx && y < heightPx && is(y * widthPx + x, UNREADABLE_GREY);
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
    var tissue = new byte[kinds.length];
    for (int i = 0; i < tissue.length; i++) {
      tissue[i] = (byte) (isTissue(i) ? 1 : 0);
    }
    return TissueOutline.of(widthPx, heightPx, tissue, level0PerPx);
  }

  /** The outline as a GeoJSON feature collection, one feature a piece of tissue. */
  public String toGeoJson() {
    return TissueOutline.geoJson(outline());
  }

  /**
   * The mask as a PNG of one channel: tissue 255, what looks like coloured ink and counts as tissue
   * 224, pieces too small to count 192, what cannot be read 128, coloured ink 96, what is black 64,
   * background 0.
   */
  public byte[] toPng() {
    return Pixels.png(widthPx, heightPx, kinds);
  }

  private boolean isTissue(int pixel) {
    return is(pixel, TISSUE_GREY) || is(pixel, KEPT_INK_GREY);
  }

  private boolean isStained(int pixel) {
    return is(pixel, TISSUE_GREY) || is(pixel, SMALL_GREY);
  }

  private boolean isColouredInk(int pixel) {
    return is(pixel, COLOURED_INK_GREY) || is(pixel, KEPT_INK_GREY);
  }

  private boolean is(int pixel, int grey) {
    return (kinds[pixel] & 0xff) == grey;
  }

  private double share(int grey) {
    int count = 0;
    for (int i = 0; i < kinds.length; i++) {
      count += is(i, grey) ? 1 : 0;
    }
    return (double) count / kinds.length;
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

  private int[] sums() {
    var areas = new int[(widthPx + 1) * (heightPx + 1)];
    for (int y = 0; y < heightPx; y++) {
      int row = 0;
      for (int x = 0; x < widthPx; x++) {
        row += isTissue(y * widthPx + x) ? 1 : 0;
        areas[(y + 1) * (widthPx + 1) + x + 1] = areas[y * (widthPx + 1) + x + 1] + row;
      }
    }
    return areas;
  }
}
