// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.tiff;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * One directory of a TIFF: an image and its tags. Where a tag is absent, the methods give what TIFF
 * 6.0 says that it then means.
 */
public final class TiffPage {
  private static final double MICRONS_PER_INCH = 25_400;
  private static final double MICRONS_PER_CENTIMETRE = 10_000;

  private final long offset;
  private final Map<Integer, Entry> entries;
  private final List<TiffPage> subPages;
  private final Optional<JpegColours> jpegColours;

  TiffPage(
      long offset,
      Map<Integer, Entry> entries,
      List<TiffPage> subPages,
      Optional<JpegColours> jpegColours) {
    this.offset = offset;
    this.entries = Map.copyOf(entries);
    this.subPages = List.copyOf(subPages);
    this.jpegColours = jpegColours;
  }

  /**
   * A tag's values.
   *
   * @param type TIFF's code of their type
   * @param count how many values the tag has
   * @param at where the first lies in the file
   * @param held the values, whole numbers as they are and rationals divided; empty when there are
   *     more than are held
   * @param text the value of a tag of text or bytes in Latin-1, up to its first NUL and a fixed
   *     length
   */
  public record Entry(int type, long count, long at, List<Double> held, @Nullable String text) {
    public Entry {
      held = List.copyOf(held);
    }
  }

  /** Where the directory begins in the file. */
  public long offset() {
    return offset;
  }

  /** A tag as it is; see {@link TiffTag}. */
  public Optional<Entry> entry(int tag) {
    return Optional.ofNullable(entries.get(tag));
  }

  /** The directories that SubIFDs point at, with those chained to each. */
  public List<TiffPage> subPages() {
    return subPages;
  }

  public long widthPx() {
    return number(TiffTag.IMAGE_WIDTH, 0);
  }

  public long heightPx() {
    return number(TiffTag.IMAGE_LENGTH, 0);
  }

  /** Whether it is stored in tiles, else in strips. */
  public boolean isTiled() {
    return entries.containsKey(TiffTag.TILE_WIDTH);
  }

  /** Width of a tile; 0 when it is stored in strips. */
  public long tileWidthPx() {
    return number(TiffTag.TILE_WIDTH, 0);
  }

  /** Height of a tile; 0 when it is stored in strips. */
  public long tileHeightPx() {
    return number(TiffTag.TILE_LENGTH, 0);
  }

  /** Whether it is a smaller version of another image of the file. */
  public boolean isReduced() {
    return (number(TiffTag.NEW_SUBFILE_TYPE, 0) & 1) != 0;
  }

  /** 1: row 0 is at the top, column 0 at the left. */
  public int orientation() {
    return (int) number(TiffTag.ORIENTATION, 1);
  }

  /** TIFF's code, such as 7 for JPEG. */
  public int compression() {
    return (int) number(TiffTag.COMPRESSION, 1);
  }

  /** TIFF's code, such as 2 for RGB; -1 when the file does not say. */
  public int photometric() {
    return (int) number(TiffTag.PHOTOMETRIC_INTERPRETATION, -1);
  }

  public int samplesPerPixel() {
    return (int) number(TiffTag.SAMPLES_PER_PIXEL, 1);
  }

  /** 1: the samples of a pixel lie together; 2: each in a plane of its own. */
  public int planarConfiguration() {
    return (int) number(TiffTag.PLANAR_CONFIGURATION, 1);
  }

  /** Of each sample, or once for all. */
  public int[] bitsPerSample() {
    return numbers(TiffTag.BITS_PER_SAMPLE, 1);
  }

  /** Of each sample, or once for all: 1 unsigned, 2 signed, 3 floating point, 4 undefined. */
  public int[] sampleFormat() {
    return numbers(TiffTag.SAMPLE_FORMAT, 1);
  }

  /** Whether the sample after the colours is opacity, with colours multiplied by it or not. */
  public boolean hasAlpha() {
    long kind = number(TiffTag.EXTRA_SAMPLES, 0);
    return kind == 1 || kind == 2;
  }

  /** What the first stored tile says of its colours, if it is JPEG and says so. */
  public Optional<JpegColours> jpegColours() {
    return jpegColours;
  }

  /** The image's description; empty text when there is none. */
  public String description() {
    return entry(TiffTag.IMAGE_DESCRIPTION).map(Entry::text).orElse("");
  }

  /** Micrometres per pixel across, by the resolution tags. */
  public OptionalDouble mppX() {
    return mpp(TiffTag.X_RESOLUTION);
  }

  /** Micrometres per pixel down, by the resolution tags. */
  public OptionalDouble mppY() {
    return mpp(TiffTag.Y_RESOLUTION);
  }

  private OptionalDouble mpp(int tag) {
    double unit =
        switch ((int) number(TiffTag.RESOLUTION_UNIT, 2)) {
          case 2 -> MICRONS_PER_INCH;
          case 3 -> MICRONS_PER_CENTIMETRE;
          default -> Double.NaN;
        };
    double mpp = unit / first(tag).orElse(0.0);
    return mpp > 0 && Double.isFinite(mpp) ? OptionalDouble.of(mpp) : OptionalDouble.empty();
  }

  private long number(int tag, long otherwise) {
    return first(tag).map(Double::longValue).orElse(otherwise);
  }

  private Optional<Double> first(int tag) {
    return entry(tag).map(Entry::held).filter(held -> !held.isEmpty()).map(List::getFirst);
  }

  private int[] numbers(int tag, int otherwise) {
    return entry(tag)
        .map(Entry::held)
        .filter(held -> !held.isEmpty())
        .map(held -> held.stream().mapToInt(Double::intValue).toArray())
        .orElseGet(() -> new int[] {otherwise});
  }
}
