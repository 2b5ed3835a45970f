// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.fields;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.contextile.library.wsi.plausibility.PixelFault;
import org.contextile.library.wsi.slide.UnreadableSlideException;
import org.contextile.library.wsi.slide.UnsupportedPixelsException;
import org.contextile.library.wsi.tiff.TiffFile;
import org.contextile.library.wsi.tiff.TiffPage;
import org.contextile.library.wsi.tiff.TiffTag;

/**
 * The tags of a TIFF with one flat picture. One with several pages may be a stack, a set of
 * channels, or the preview of a slide that is elsewhere, and is nothing for here.
 */
final class TiffHeader {
  private static final int RGB = 2;
  private static final int STRIP_OFFSETS = 273;
  private static final int ROWS_PER_STRIP = 278;
  private static final int STRIP_BYTE_COUNTS = 279;

  /** None, LZW, deflate, PackBits, deflate; where JPEG strips are broken, nobody is told. */
  private static final Set<Integer> COMPRESSIONS = Set.of(1, 5, 8, 32_773, 32_946);

  private static final long MOST_STRIP_BYTES = 512L << 20;
  private static final double FINEST_BELIEVED = 0.02;
  private static final double COARSEST_BELIEVED = 10;
  private static final int SHORT = 3;
  private static final int MOST_PARTS = 1 << 24;
  private static final int MOST_PROFILE_BYTES = 8 << 20;

  private TiffHeader() {}

  /** Whether it is a TIFF with one picture that can be decoded here, if its pixels are RGB. */
  static boolean is(Path file) throws IOException {
    return page(file, TiffFile.read(file)).isPresent();
  }

  /** Empty when it is no TIFF with one flat picture that can be decoded here. */
  static Optional<FlatPicture> read(Path file) throws IOException {
    Optional<TiffFile> tags = TiffFile.read(file);
    Optional<TiffPage> only = page(file, tags);
    if (tags.isEmpty() || only.isEmpty()) {
      return Optional.empty();
    }
    TiffPage page = only.get();
    String name = String.valueOf(file.getFileName());
    Optional<String> fault = PixelFault.of(page);
    if (fault.isPresent()) {
      throw new UnsupportedPixelsException(name + ": " + fault.get());
    }
    if (page.photometric() != RGB) {
      throw new UnsupportedPixelsException(
          "%s: the TIFF tag PhotometricInterpretation (262) is %d, not 2 (RGB): convert it to a PNG, such as by vips copy FILE OUT.png"
              .formatted(name, page.photometric()));
    }
    FlatPicture.requireSize(name, page.widthPx(), page.heightPx());
    requireParts(file, name, tags.get().order(), page);
    boolean sized = isBelieved(page.mppX()) && isBelieved(page.mppY());
    return Optional.of(
        new FlatPicture(
            file,
            PictureFormat.TIFF,
            (int) page.widthPx(),
            (int) page.heightPx(),
            sized ? page.mppX() : OptionalDouble.empty(),
            sized ? page.mppY() : OptionalDouble.empty(),
            page.entry(TiffTag.EXTRA_SAMPLES).map(it -> it.held().contains(1.0)).orElse(false),
            icc(file, page),
            SplicedStream.Parts.whole(Files.size(file))));
  }

  private static Optional<TiffPage> page(Path file, Optional<TiffFile> tags) {
    // A VSI is a TIFF with the preview of a slide that lies in the folder beside it.
    boolean preview = file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".vsi");
    if (preview || tags.isEmpty() || tags.get().isBig() || !tags.get().isWhole()) {
      return Optional.empty();
    }
    List<TiffPage> pages = tags.get().pages();
    TiffPage page = pages.getFirst();
    boolean alone = pages.size() == 1 && page.subPages().isEmpty();
    return alone && COMPRESSIONS.contains(page.compression())
        ? Optional.of(page)
        : Optional.empty();
  }

  /** As of every TIFF: tags coarser than that are for printing. */
  private static boolean isBelieved(OptionalDouble mpp) {
    return mpp.isPresent()
        && mpp.getAsDouble() >= FINEST_BELIEVED
        && mpp.getAsDouble() <= COARSEST_BELIEVED;
  }

  /** Strips or tiles lie within the file, since a decoder may take what is missing for black. */
  private static void requireParts(Path file, String name, ByteOrder order, TiffPage page)
      throws IOException {
    long rows = number(page, page.isTiled() ? TiffTag.TILE_LENGTH : ROWS_PER_STRIP);
    long columns = page.isTiled() ? number(page, TiffTag.TILE_WIDTH) : page.widthPx();
    if (rows < 1 || columns < 1) {
      rows = page.heightPx();
    }
    long bytes = Math.min(rows, page.heightPx() + 4096) * columns * page.samplesPerPixel();
    if (bytes > MOST_STRIP_BYTES) {
      throw new UnreadableSlideException(
          "%s: one of its %s has %,d bytes: make it a slide by vips tiffsave FILE OUT.tif --tile --pyramid --compression deflate --predictor horizontal --bigtiff"
              .formatted(name, page.isTiled() ? "tiles" : "strips", bytes));
    }
    long[] offsets =
        numbers(file, order, page, page.isTiled() ? TiffTag.TILE_OFFSETS : STRIP_OFFSETS);
    long[] lengths =
        numbers(file, order, page, page.isTiled() ? TiffTag.TILE_BYTE_COUNTS : STRIP_BYTE_COUNTS);
    long size = Files.size(file);
    long wanted = parts(page, columns, Math.min(rows, page.heightPx()));
    if (offsets.length < wanted || lengths.length != offsets.length) {
      throw new UnreadableSlideException(name + " is broken: it lacks places of its pixels");
    }
    for (int i = 0; i < offsets.length; i++) {
      if (offsets[i] > size - lengths[i] || lengths[i] == 0) {
        throw new UnreadableSlideException(name + " is cut short");
      }
    }
  }

  private static long parts(TiffPage page, long columns, long rows) {
    long across = page.isTiled() ? Math.ceilDiv(page.widthPx(), columns) : 1;
    long planes = page.planarConfiguration() == 2 ? page.samplesPerPixel() : 1;
    return across * Math.ceilDiv(page.heightPx(), rows) * planes;
  }

  private static long number(TiffPage page, int tag) {
    return page.entry(tag)
        .map(TiffPage.Entry::held)
        .filter(held -> !held.isEmpty())
        .map(held -> held.getFirst().longValue())
        .orElse(0L);
  }

  /** All values of a tag of places or lengths, which may be more than are held. */
  private static long[] numbers(Path file, ByteOrder order, TiffPage page, int tag)
      throws IOException {
    Optional<TiffPage.Entry> entry = page.entry(tag);
    if (entry.isEmpty() || entry.get().count() > MOST_PARTS) {
      return new long[0];
    }
    if (!entry.get().held().isEmpty()) {
      return entry.get().held().stream().mapToLong(Double::longValue).toArray();
    }
    int bytesEach = entry.get().type() == SHORT ? 2 : 4;
    int count = (int) entry.get().count();
    long[] numbers = new long[count];
    try (HeaderBytes bytes = HeaderBytes.open(file)) {
      ByteBuffer all = bytes.read(entry.get().at(), count * bytesEach).order(order);
      for (int i = 0; i < count; i++) {
        numbers[i] =
            bytesEach == 2
                ? Short.toUnsignedLong(all.getShort(2 * i))
                : Integer.toUnsignedLong(all.getInt(4 * i));
      }
    }
    return numbers;
  }

  private static Optional<byte[]> icc(Path file, TiffPage page) throws IOException {
    Optional<TiffPage.Entry> entry = page.entry(TiffTag.ICC_PROFILE);
    if (entry.isEmpty() || entry.get().count() > MOST_PROFILE_BYTES) {
      return Optional.empty();
    }
    try (HeaderBytes bytes = HeaderBytes.open(file)) {
      return Optional.of(bytes.bytes(entry.get().at(), (int) entry.get().count()));
    }
  }
}
