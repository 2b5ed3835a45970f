// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.fields;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import org.contextile.library.wsi.pyramid.LevelTags;
import org.contextile.library.wsi.pyramid.PyramidWriter;
import org.contextile.library.wsi.pyramid.TileCoding;
import org.contextile.library.wsi.slide.UnreadableSlideException;
import org.contextile.library.wsi.slide.UnsupportedPixelsException;

/**
 * Makes a slide of flat pictures: one, or equal tiles of one. Its level 0 has their very pixels, by
 * a pyramid that is stored without loss. Rows are decoded band by band, so that memory is bounded
 * whatever the picture's size: some 400 MB.
 */
public final class FieldConversion {
  /** Pixels of a band; a picture of more is decoded from its top for each of its bands. */
  private static final long MOST_BAND_PX = 48L << 20;

  /** Of a whole mosaic: a square of 131,072 px. */
  private static final long MOST_PX = 1L << 34;

  private static final int MOST_SIDE_PX = 1 << 20;
  private static final int WHITE = 255;

  private final Mosaic mosaic;
  private final FlatPicture first;
  private final int pictures;
  private final int widthPx;
  private final int heightPx;
  private final LongAdder transparent = new LongAdder();

  private FieldConversion(Mosaic mosaic, FlatPicture first, int pictures)
      throws UnreadableSlideException {
    this.mosaic = mosaic;
    this.first = first;
    this.pictures = pictures;
    long width = (long) mosaic.columns() * first.widthPx();
    long height = (long) mosaic.rows() * first.heightPx();
    if (width > MOST_SIDE_PX || height > MOST_SIDE_PX || width * height > MOST_PX) {
      throw new UnreadableSlideException(
          "%,d pictures make %,d × %,d px, which is too large for one slide: bring them in parts"
              .formatted(pictures, width, height));
    }
    this.widthPx = (int) width;
    this.heightPx = (int) height;
  }

  /**
   * Reads the headers of pictures, and lays them out; no pixel is decoded.
   *
   * @param files flat pictures, in the order of their names
   * @throws UnsupportedPixelsException if pixels of one are not 8-bit RGB, upright
   * @throws UnreadableSlideException if one is broken, too large, or not as large as the others
   */
  public static FieldConversion of(List<Path> files) throws IOException {
    List<FlatPicture> pictures = new ArrayList<>();
    for (Path file : files) {
      FlatPicture picture =
          FlatPicture.of(file)
              .orElseThrow(
                  () -> new UnreadableSlideException(file.getFileName() + " is no flat picture"));
      requireEqual(pictures.isEmpty() ? picture : pictures.getFirst(), picture);
      pictures.add(picture);
    }
    return new FieldConversion(Mosaic.of(pictures), pictures.getFirst(), pictures.size());
  }

  private static void requireEqual(FlatPicture one, FlatPicture other)
      throws UnreadableSlideException {
    if (one.widthPx() != other.widthPx() || one.heightPx() != other.heightPx()) {
      throw new UnreadableSlideException(
          "Tiles of one slide are equally large, and %s has %d × %d px, %s %d × %d: bring different ones in as slides of their own"
              .formatted(
                  one.name(),
                  one.widthPx(),
                  one.heightPx(),
                  other.name(),
                  other.widthPx(),
                  other.heightPx()));
    }
  }

  public int widthPx() {
    return widthPx;
  }

  public int heightPx() {
    return heightPx;
  }

  /** Whether the picture says how large its pixels are; of PNG, JPEG and tiles nobody is asked. */
  public boolean hasMpp() {
    return pictures == 1 && first.mppX().isPresent() && first.mppY().isPresent();
  }

  /** Micrometres per pixel across, of a picture that {@link #hasMpp}. */
  public OptionalDouble mpp() {
    return hasMpp() ? first.mppX() : OptionalDouble.empty();
  }

  /**
   * Writes the slide.
   *
   * @param rows told how many rows are written; what it throws ends the conversion
   * @throws UnreadableSlideException if a picture cannot be decoded whole
   */
  public void write(Path file, LongConsumer rows) throws IOException {
    boolean sized = hasMpp();
    LevelTags tags =
        new LevelTags(
            TileCoding.DEFLATE,
            sized ? first.mppX() : OptionalDouble.empty(),
            sized ? first.mppY() : OptionalDouble.empty(),
            icc());
    int most = (int) Math.clamp(MOST_BAND_PX / widthPx, 1L, first.heightPx());
    byte[] band = new byte[Math.multiplyExact(3 * most, widthPx)];
    try (PyramidWriter out = new PyramidWriter(file, widthPx, heightPx, tags)) {
      for (int row = 0; row < mosaic.rows(); row++) {
        for (int top = 0; top < first.heightPx(); top += most) {
          int count = Math.min(most, first.heightPx() - top);
          decode(row, top, count, band);
          out.rows(band, count);
          rows.accept((long) row * first.heightPx() + top + count);
        }
      }
      var _ = out.complete();
    }
  }

  /** What was made of what, as sentences for the user; whole once the slide is written. */
  public List<String> notes() {
    List<String> notes = new ArrayList<>();
    notes.add(
        "Made of %s: stored without loss as a pyramid of tiles, and read from that."
            .formatted(
                pictures == 1
                    ? "the %s %s, %d × %d px"
                        .formatted(first.format(), first.name(), first.widthPx(), first.heightPx())
                    : "%,d pictures, %s the first".formatted(pictures, first.name())));
    notes.addAll(mosaic.notes());
    if (transparent.sum() > 0) {
      notes.add(
          String.format(
              Locale.ROOT,
              "%,d pixels (%.2f %%) are transparent; they are laid on white.",
              transparent.sum(),
              100.0
                  * transparent.sum()
                  / ((double) pictures * first.widthPx() * first.heightPx())));
    }
    if (first.icc().isPresent() && icc().isEmpty()) {
      notes.add("The pictures' colour profiles differ; none is kept.");
    }
    return notes;
  }

  /** What was made of what, as properties of the slide. */
  public Map<String, String> properties() {
    Map<String, String> properties = new TreeMap<>();
    properties.put("contextile.source.format", first.format().label());
    properties.put("contextile.source.pictures", String.valueOf(pictures));
    properties.put("contextile.source.name", first.name());
    properties.put("contextile.source.width", String.valueOf(first.widthPx()));
    properties.put("contextile.source.height", String.valueOf(first.heightPx()));
    if (pictures > 1) {
      properties.put("contextile.layout", mosaic.placed() ? "by-name" : "in-order");
      properties.put("contextile.layout.columns", String.valueOf(mosaic.columns()));
      properties.put("contextile.layout.rows", String.valueOf(mosaic.rows()));
    }
    return Collections.unmodifiableMap(properties);
  }

  /** The profile that all have; none is applied. */
  private Optional<byte[]> icc() {
    return first
        .icc()
        .filter(
            profile ->
                mosaic.cells().stream()
                    .allMatch(
                        it ->
                            it == null
                                || it.icc()
                                    .filter(other -> Arrays.equals(other, profile))
                                    .isPresent()));
  }

  private void decode(int row, int top, int count, byte[] band) throws IOException {
    int stride = 3 * widthPx;
    IOException[] failed = new IOException[mosaic.columns()];
    IntStream.range(0, mosaic.columns())
        .parallel()
        .forEach(
            column -> {
              FlatPicture picture = mosaic.cells().get(row * mosaic.columns() + column);
              int from = 3 * column * first.widthPx();
              try {
                if (picture == null) {
                  for (int y = 0; y < count; y++) {
                    Arrays.fill(
                        band,
                        y * stride + from,
                        y * stride + from + 3 * first.widthPx(),
                        (byte) WHITE);
                  }
                } else {
                  transparent.add(BandReader.read(picture, top, count, band, from, stride));
                }
              } catch (IOException e) {
                failed[column] = e;
              }
            });
    for (IOException e : failed) {
      if (e != null) {
        throw e;
      }
    }
  }
}
