// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.stored;

import org.contextile.library.wsi.slide.Level;
import org.contextile.library.wsi.slide.LevelRegion;
import org.contextile.library.wsi.tiff.TileIndex;
import org.jspecify.annotations.Nullable;

/** A level, with its stored tiles where they are of a kind that is read from the file itself. */
final class StoredLevel {
  private final Level level;
  private final @Nullable TileIndex index;
  private final byte[] prefix;

  /** Stored pixels along each axis that are decoded to one. */
  private final int times;

  /** Empty text once its tiles are believed; null until they were looked at. */
  private volatile @Nullable String doubt;

  private StoredLevel(Level level, @Nullable TileIndex index, int times, @Nullable String doubt) {
    this.level = level;
    this.times = times;
    this.index = index;
    this.prefix = index == null ? new byte[0] : index.prefix();
    this.doubt = doubt;
  }

  /** One whose tiles may be read from the file, once some were seen to be what OpenSlide reads. */
  static StoredLevel of(Level level, TileIndex index) {
    return new StoredLevel(level, index, 1, null);
  }

  /** One that is left to OpenSlide. */
  static StoredLevel leftOut(Level level, String why) {
    return new StoredLevel(level, null, 1, why);
  }

  /**
   * A level made of this one's tiles while they are decoded.
   *
   * @param level at a half, a quarter or an eighth of this one's scale
   */
  StoredLevel shrunk(Level level, int times) {
    return new StoredLevel(level, index(), times, "");
  }

  Level level() {
    return level;
  }

  TileIndex index() {
    if (index == null) {
      throw new IllegalStateException("level " + level.index() + " has no index of tiles");
    }
    return index;
  }

  byte[] prefix() {
    return prefix;
  }

  int tiles() {
    return index == null ? 0 : index.across() * index.down();
  }

  long tileBytes() {
    return index == null ? 0 : 3L * tileWidthPx() * tileHeightPx();
  }

  /** Whether it is stored, and not the finest. */
  boolean isCoarse() {
    return times == 1 && level.index() > 0;
  }

  /** As readers name it; nothing where it is read as it is stored. */
  String scale() {
    return times == 1 ? "" : " at 1/" + times;
  }

  /** As it is decoded. */
  int tileWidthPx() {
    return index().tileWidthPx() / times;
  }

  /** As it is decoded. */
  int tileHeightPx() {
    return index().tileHeightPx() / times;
  }

  /** Why it is left to OpenSlide; empty text when it is not; null when nobody has looked yet. */
  @Nullable String doubt() {
    return doubt;
  }

  void setDoubt(String why) {
    doubt = why;
  }

  /** A tile's place on the level, whole, beyond the level's edge too. */
  LevelRegion whole(int tile) {
    int across = index().across();
    return new LevelRegion(
        level,
        (long) (tile % across) * tileWidthPx(),
        (long) (tile / across) * tileHeightPx(),
        tileWidthPx(),
        tileHeightPx());
  }

  /** What of a tile lies on the level. */
  LevelRegion inside(int tile) {
    LevelRegion whole = whole(tile);
    return new LevelRegion(
        level,
        whole.x(),
        whole.y(),
        (int) Math.min(whole.widthPx(), level.widthPx() - whole.x()),
        (int) Math.min(whole.heightPx(), level.heightPx() - whole.y()));
  }

  /** A tile as messages name it. */
  String place(int tile) {
    return "the stored tile in column %d, row %d of level %d"
        .formatted(tile % index().across(), tile / index().across(), level.index());
  }
}
