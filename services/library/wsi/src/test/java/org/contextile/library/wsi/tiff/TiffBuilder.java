// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.tiff;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/** Writes small TIFF files of any kind, the odd ones too. */
public final class TiffBuilder {
  private static final int MOST_BYTES = 1 << 25;

  private final ByteOrder order;
  private final boolean big;
  private final List<Page> pages = new ArrayList<>();

  private TiffBuilder(ByteOrder order, boolean big) {
    this.order = order;
    this.big = big;
  }

  public static TiffBuilder classic(ByteOrder order) {
    return new TiffBuilder(order, false);
  }

  public static TiffBuilder big(ByteOrder order) {
    return new TiffBuilder(order, true);
  }

  /** Colour of a pixel, 0xRRGGBB. */
  @FunctionalInterface
  public interface Painter {
    int rgb(int x, int y);
  }

  /** A page without tags. */
  public Page page() {
    var page = new Page();
    pages.add(page);
    return page;
  }

  /** A page of 8-bit RGB in tiles of 64 px that are not compressed, 0.5 µm/px. */
  public Page rgb(int widthPx, int heightPx, Painter painter) {
    return page().rgb(widthPx, heightPx, painter);
  }

  public Path write(Path file) throws IOException {
    ByteBuffer out = ByteBuffer.allocate(MOST_BYTES).order(order);
    out.putShort((short) (order == ByteOrder.LITTLE_ENDIAN ? 0x4949 : 0x4d4d));
    if (big) {
      out.putShort((short) 43).putShort((short) 8).putShort((short) 0).putLong(0);
    } else {
      out.putShort((short) 42).putInt(0);
    }
    int link = big ? 8 : 4;
    for (Page page : pages) {
      link = page.append(out, link);
    }
    return Files.write(file, Arrays.copyOf(out.array(), out.position()));
  }

  /** One directory. */
  public final class Page {
    private final TreeMap<Integer, Value> tags = new TreeMap<>();
    private final List<byte[]> tiles = new ArrayList<>();
    private final List<Page> subPages = new ArrayList<>();

    private Page() {}

    private record Value(TiffType type, List<Long> numbers) {
      static Value of(TiffType type, long... numbers) {
        return new Value(type, Arrays.stream(numbers).boxed().toList());
      }
    }

    public Page shorts(int tag, long... values) {
      tags.put(tag, Value.of(TiffType.SHORT, values));
      return this;
    }

    public Page longs(int tag, long... values) {
      tags.put(tag, Value.of(TiffType.LONG, values));
      return this;
    }

    /** Whole numbers of 8 bytes in a BigTIFF, else of 4. */
    private void places(int tag, long... values) {
      tags.put(tag, Value.of(big ? TiffType.LONG8 : TiffType.LONG, values));
    }

    public Page text(int tag, String text) {
      byte[] bytes = (text + "\0").getBytes(StandardCharsets.UTF_8);
      var values = new long[bytes.length];
      for (int i = 0; i < bytes.length; i++) {
        values[i] = bytes[i];
      }
      tags.put(tag, Value.of(TiffType.ASCII, values));
      return this;
    }

    public Page bytes(int tag, byte[] bytes) {
      var values = new long[bytes.length];
      for (int i = 0; i < bytes.length; i++) {
        values[i] = bytes[i];
      }
      tags.put(tag, Value.of(TiffType.UNDEFINED, values));
      return this;
    }

    public Page without(int tag) {
      tags.remove(tag);
      return this;
    }

    /** Resolution tags, in centimetres. */
    public Page mpp(double x, double y) {
      tags.put(TiffTag.X_RESOLUTION, resolution(x));
      tags.put(TiffTag.Y_RESOLUTION, resolution(y));
      return shorts(TiffTag.RESOLUTION_UNIT, 3);
    }

    /** Tiles of the page, replacing others. */
    public Page tiles(int widthPx, int heightPx, List<byte[]> data) {
      tiles.clear();
      tiles.addAll(data);
      return longs(TiffTag.TILE_WIDTH, widthPx).longs(TiffTag.TILE_LENGTH, heightPx);
    }

    /** A page that SubIFDs of this one point at. */
    public Page subPage() {
      var page = new Page();
      subPages.add(page);
      return page;
    }

    public Page rgb(int widthPx, int heightPx, Painter painter) {
      int side = 64;
      var data = new ArrayList<byte[]>();
      for (int top = 0; top < heightPx; top += side) {
        for (int left = 0; left < widthPx; left += side) {
          var tile = new byte[3 * side * side];
          for (int i = 0; i < side * side; i++) {
            int rgb = painter.rgb(left + i % side, top + i / side);
            tile[3 * i] = (byte) (rgb >> 16);
            tile[3 * i + 1] = (byte) (rgb >> 8);
            tile[3 * i + 2] = (byte) rgb;
          }
          data.add(tile);
        }
      }
      return longs(TiffTag.IMAGE_WIDTH, widthPx)
          .longs(TiffTag.IMAGE_LENGTH, heightPx)
          .shorts(TiffTag.BITS_PER_SAMPLE, 8, 8, 8)
          .shorts(TiffTag.COMPRESSION, 1)
          .shorts(TiffTag.PHOTOMETRIC_INTERPRETATION, 2)
          .shorts(TiffTag.SAMPLES_PER_PIXEL, 3)
          .shorts(TiffTag.PLANAR_CONFIGURATION, 1)
          .mpp(0.5, 0.5)
          .tiles(side, side, data);
    }

    private Value resolution(double mpp) {
      return Value.of(TiffType.RATIONAL, Math.round(1e7 / mpp), 1000);
    }

    /** Appends data, sub-pages and directory; returns where its link is. */
    private int append(ByteBuffer out, int link) {
      appendTiles(out);
      if (!subPages.isEmpty()) {
        var offsets = new long[subPages.size()];
        for (int i = 0; i < offsets.length; i++) {
          out.putLong(0);
          int own = out.position() - 8;
          var _ = subPages.get(i).append(out, own);
          offsets[i] = big ? out.getLong(own) : Integer.toUnsignedLong(out.getInt(own));
        }
        longs(TiffTag.SUB_IFDS, offsets);
      }
      out.position((out.position() + 1) & ~1);
      put(out, link, out.position());
      int entry = out.position() + (big ? 8 : 2);
      if (big) {
        out.putLong(tags.size());
      } else {
        out.putShort((short) tags.size());
      }
      int entryBytes = big ? 20 : 12;
      int ownLink = entry + tags.size() * entryBytes;
      out.position(ownLink + (big ? 8 : 4));
      for (var tag : tags.entrySet()) {
        put(out, entry, tag.getKey(), tag.getValue());
        entry += entryBytes;
      }
      return ownLink;
    }

    private void appendTiles(ByteBuffer out) {
      if (tiles.isEmpty()) {
        return;
      }
      var offsets = new long[tiles.size()];
      var sizes = new long[tiles.size()];
      for (int i = 0; i < offsets.length; i++) {
        offsets[i] = out.position();
        sizes[i] = tiles.get(i).length;
        out.put(tiles.get(i));
      }
      boolean tiled = tags.containsKey(TiffTag.TILE_WIDTH);
      places(tiled ? TiffTag.TILE_OFFSETS : 273, offsets);
      places(tiled ? TiffTag.TILE_BYTE_COUNTS : 279, sizes);
    }

    private void put(ByteBuffer out, int at, int tag, Value value) {
      boolean rational = value.type() == TiffType.RATIONAL;
      int count = rational ? 1 : value.numbers().size();
      out.putShort(at, (short) tag).putShort(at + 2, (short) value.type().code());
      put(out, at + 4, count);
      int place = at + (big ? 12 : 8);
      if (count * value.type().bytes() > (big ? 8 : 4)) {
        put(out, place, out.position());
        place = out.position();
        out.position(place + count * value.type().bytes());
      }
      int bytes = rational ? 4 : value.type().bytes();
      for (int i = 0; i < value.numbers().size(); i++) {
        long number = value.numbers().get(i);
        switch (bytes) {
          case 1 -> out.put(place + i, (byte) number);
          case 2 -> out.putShort(place + 2 * i, (short) number);
          case 8 -> out.putLong(place + 8 * i, number);
          default -> out.putInt(place + 4 * i, (int) number);
        }
      }
    }

    private void put(ByteBuffer out, int at, long offset) {
      if (big) {
        out.putLong(at, offset);
      } else {
        out.putInt(at, (int) offset);
      }
    }
  }
}
