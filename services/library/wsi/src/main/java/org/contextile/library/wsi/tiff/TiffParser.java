// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.tiff;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.contextile.library.wsi.tiff.TiffPage.Entry;
import org.jspecify.annotations.Nullable;

/** Follows the chain of directories of one file. */
final class TiffParser {
  private static final int MOST_PAGES = 4096;
  private static final int MOST_ENTRIES = 4096;

  /** Values of a tag that are held; tables of tiles are longer. */
  private static final int MOST_VALUES = 1024;

  /** A description of OME or Philips may have megabytes; what matters comes first. */
  private static final int MOST_TEXT = 1 << 16;

  /** Characters of a file that are held. */
  private static final int MOST_TEXT_IN_ALL = 1 << 22;

  /** Numbers of a file that are held. */
  private static final int MOST_VALUES_IN_ALL = 1 << 18;

  private static final int MOST_ENTRIES_IN_ALL = 1 << 17;

  /** Compression of TIFF's Technical Note 2. */
  private static final int JPEG = 7;

  /** Pages whose tiles are looked at; a slide has some ten levels. */
  private static final int MOST_JPEG_PAGES = 64;

  private final TiffBytes bytes;
  private final ByteOrder order;
  private final boolean big;
  private final boolean ndpi;
  private final Set<Long> seen = new HashSet<>();
  private int textLeft = MOST_TEXT_IN_ALL;
  private int valuesLeft = MOST_VALUES_IN_ALL;
  private int entriesLeft = MOST_ENTRIES_IN_ALL;

  private TiffParser(TiffBytes bytes, ByteOrder order, boolean big, boolean ndpi) {
    this.bytes = bytes;
    this.order = order;
    this.big = big;
    this.ndpi = ndpi;
  }

  static Optional<TiffFile> parse(TiffBytes bytes) throws IOException {
    if (!bytes.has(0, 16)) {
      return Optional.empty();
    }
    ByteBuffer start = bytes.read(0, 16, ByteOrder.BIG_ENDIAN);
    ByteOrder order =
        switch (start.getShort(0)) {
          case 0x4949 -> ByteOrder.LITTLE_ENDIAN;
          case 0x4d4d -> ByteOrder.BIG_ENDIAN;
          default -> null;
        };
    if (order == null) {
      return Optional.empty();
    }
    ByteBuffer header = start.order(order);
    return switch (header.getShort(2)) {
      // Of a long NDPI the lower half of the first offset leads anywhere.
      case 42 ->
          ndpi(bytes, order, header.getLong(4))
              .or(
                  () ->
                      new TiffParser(bytes, order, false, false)
                          .pages(Integer.toUnsignedLong(header.getInt(4)))
                          .filter(file -> !isNdpi(file)));
      case 43 ->
          header.getShort(4) == 8 && header.getShort(6) == 0
              ? new TiffParser(bytes, order, true, false).pages(header.getLong(8))
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  private static boolean isNdpi(TiffFile file) {
    return file.pages().getFirst().entry(TiffTag.NDPI_FLAG).isPresent();
  }

  private static Optional<TiffFile> ndpi(TiffBytes bytes, ByteOrder order, long first) {
    return new TiffParser(bytes, order, false, true).pages(first).filter(TiffParser::isNdpi);
  }

  private Optional<TiffFile> pages(long first) {
    var pages = new ArrayList<TiffPage>();
    boolean whole = chain(first, pages, true);
    return pages.isEmpty() ? Optional.empty() : Optional.of(new TiffFile(order, big, pages, whole));
  }

  /** Whether the chain ends, and does not break off. */
  private boolean chain(long first, List<TiffPage> pages, boolean withSubPages) {
    long at = first;
    while (at != 0) {
      if (seen.size() >= MOST_PAGES || !seen.add(at)) {
        return false;
      }
      try {
        at = page(at, pages, withSubPages);
      } catch (IOException e) {
        return false;
      }
    }
    return true;
  }

  /** Reads a directory; returns where the next one is, or 0. */
  private long page(long at, List<TiffPage> pages, boolean withSubPages) throws IOException {
    int countBytes = big ? 8 : 2;
    ByteBuffer head = bytes.read(at, countBytes, order);
    long count = big ? head.getLong() : Short.toUnsignedInt(head.getShort());
    if (count < 1 || count > Math.min(MOST_ENTRIES, entriesLeft)) {
      throw new BrokenTiffException(count + " entries");
    }
    entriesLeft -= (int) count;
    int entryBytes = big ? 20 : 12;
    long first = at + countBytes;
    ByteBuffer directory = bytes.read(first, (int) count * entryBytes, order);
    long end = first + count * entryBytes;
    var entries = new HashMap<Integer, Entry>();
    for (int i = 0; i < count; i++) {
      int from = i * entryBytes;
      Entry entry = entry(directory, from, first + from, highBits(end, i));
      if (entry != null) {
        entries.putIfAbsent(Short.toUnsignedInt(directory.getShort(from)), entry);
      }
    }
    pages.add(
        new TiffPage(
            at, entries, withSubPages ? subPages(entries) : List.of(), jpegColours(entries)));
    return next(end);
  }

  private Optional<JpegColours> jpegColours(Map<Integer, Entry> entries) {
    Entry compression = entries.get(TiffTag.COMPRESSION);
    if (seen.size() > MOST_JPEG_PAGES
        || compression == null
        || !compression.held().equals(List.of((double) JPEG))) {
      return Optional.empty();
    }
    return new FirstTile(bytes, order).colours(entries);
  }

  private long next(long at) throws IOException {
    if (big || ndpi) {
      return bytes.read(at, 8, order).getLong();
    }
    return Integer.toUnsignedLong(bytes.read(at, 4, order).getInt());
  }

  /** NDPI has the upper halves of all values behind the directory's link. */
  private long highBits(long end, int entry) throws IOException {
    long at = end + 8 + 4L * entry;
    return ndpi && bytes.has(at, 4)
        ? Integer.toUnsignedLong(bytes.read(at, 4, order).getInt()) << 32
        : 0;
  }

  private List<TiffPage> subPages(Map<Integer, Entry> entries) {
    Entry links = entries.get(TiffTag.SUB_IFDS);
    var pages = new ArrayList<TiffPage>();
    if (links != null) {
      for (double link : links.held()) {
        var _ = chain((long) link, pages, false);
      }
    }
    return pages;
  }

  /** Null when its type is not known or its values lie outside the file. */
  private @Nullable Entry entry(ByteBuffer directory, int from, long place, long high)
      throws IOException {
    Optional<TiffType> known = TiffType.of(directory.getShort(from + 2));
    if (known.isEmpty()) {
      return null;
    }
    TiffType type = known.get();
    long count =
        big ? directory.getLong(from + 4) : Integer.toUnsignedLong(directory.getInt(from + 4));
    if (count < 0 || count > bytes.size() / type.bytes()) {
      return null;
    }
    int inline = big ? 8 : 4;
    long at = place + (big ? 12 : 8);
    if (count * type.bytes() > inline) {
      at =
          big
              ? directory.getLong(from + 12)
              : Integer.toUnsignedLong(directory.getInt(from + 8)) + high;
    }
    if (!bytes.has(at, count * type.bytes())) {
      return null;
    }
    String text = type == TiffType.ASCII ? text(at, count) : null;
    boolean held = type != TiffType.ASCII && count <= Math.min(MOST_VALUES, valuesLeft);
    valuesLeft -= held ? (int) count : 0;
    return new Entry(
        type.code(), count, at, held ? values(type, at, (int) count) : List.of(), text);
  }

  private String text(long at, long count) throws IOException {
    int length = (int) Math.min(Math.min(count, MOST_TEXT), textLeft);
    textLeft -= length;
    String text = StandardCharsets.ISO_8859_1.decode(bytes.read(at, length, order)).toString();
    int end = text.indexOf('\0');
    return end < 0 ? text : text.substring(0, end);
  }

  private List<Double> values(TiffType type, long at, int count) throws IOException {
    ByteBuffer from = bytes.read(at, count * type.bytes(), order);
    var values = new ArrayList<Double>(count);
    for (int i = 0; i < count; i++) {
      values.add(value(type, from));
    }
    return values;
  }

  /** The next value of a type. */
  static double value(TiffType type, ByteBuffer from) {
    return switch (type) {
      case BYTE, ASCII, UNDEFINED -> Byte.toUnsignedInt(from.get());
      case SBYTE -> from.get();
      case SHORT -> Short.toUnsignedInt(from.getShort());
      case SSHORT -> from.getShort();
      case LONG, IFD -> Integer.toUnsignedLong(from.getInt());
      case SLONG -> from.getInt();
      case LONG8, SLONG8, IFD8 -> from.getLong();
      case FLOAT -> from.getFloat();
      case DOUBLE -> from.getDouble();
      case RATIONAL ->
          (double) Integer.toUnsignedLong(from.getInt()) / Integer.toUnsignedLong(from.getInt());
      case SRATIONAL -> (double) from.getInt() / from.getInt();
    };
  }
}
