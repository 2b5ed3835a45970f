// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.tile;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.BitSet;

/**
 * A grid as bytes, big-endian: {@code CTG1}, slide width and height (int64), slide mpp, tile mpp
 * (float64), tile size, overlap (int32), tissue fraction (float64), then one bit a cell, row by
 * row, the lowest bit of each byte first. Equal grids give equal bytes.
 */
final class TileGridFormat {
  private static final int MAGIC = 0x43544731;

  private TileGridFormat() {}

  static byte[] write(TileGrid grid) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      out.writeInt(MAGIC);
      out.writeLong(grid.slideWidthPx());
      out.writeLong(grid.slideHeightPx());
      out.writeDouble(grid.slideMpp());
      out.writeDouble(grid.spec().mpp());
      out.writeInt(grid.spec().sizePx());
      out.writeInt(grid.spec().overlapPx());
      out.writeDouble(grid.spec().minTissueFraction());
      var cells = new BitSet();
      grid.tiles().forEach(tile -> cells.set(tile.row() * grid.columns() + tile.column()));
      out.write(cells.toByteArray());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return bytes.toByteArray();
  }

  static TileGrid read(byte[] bytes) {
    try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      if (in.readInt() != MAGIC) {
        throw new IllegalArgumentException("not a tile grid");
      }
      long width = in.readLong();
      long height = in.readLong();
      double slideMpp = in.readDouble();
      var spec = new TileGridSpec(in.readDouble(), in.readInt(), in.readInt(), in.readDouble());
      return TileGrid.ofCells(width, height, slideMpp, spec, BitSet.valueOf(in.readAllBytes()));
    } catch (IOException e) {
      throw new IllegalArgumentException("a tile grid that is cut short", e);
    }
  }
}
