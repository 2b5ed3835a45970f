// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.fields;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Equal pictures as cells of one large one: where their names say, if those agree on a grid; else
 * by their names' order in rows of about the whole's height, as neighbours that are none.
 *
 * @param columns cells in a row
 * @param rows rows of cells
 * @param cells the picture of each, row by row; null where there is none
 * @param placed whether the names said where they lie
 * @param notes sentences for the user on what was taken for what
 */
record Mosaic(
    int columns, int rows, List<@Nullable FlatPicture> cells, boolean placed, List<String> notes) {

  /** Cells for a picture; more of them are taken for another meaning of the names. */
  private static final long MOST_EMPTY = 20;

  /** Lays pictures out; they are equally large, and in the order of their names. */
  static Mosaic of(List<FlatPicture> pictures) {
    FlatPicture first = pictures.getFirst();
    if (pictures.size() == 1) {
      return new Mosaic(1, 1, List.of(first), true, List.of());
    }
    List<TilePlace> places = places(pictures);
    String why = "their names do not say where they lie";
    if (!places.isEmpty()) {
      Optional<Mosaic> placed = placed(pictures, places);
      if (placed.isPresent()) {
        return placed.get();
      }
      why =
          "the numbers in their names do not make one grid of %d × %d px without overlaps"
              .formatted(first.widthPx(), first.heightPx());
    }
    return inOrder(pictures, why);
  }

  /** Empty unless all names tell a place in one way, of one picture. */
  private static List<TilePlace> places(List<FlatPicture> pictures) {
    List<TilePlace> places = new ArrayList<>();
    for (FlatPicture picture : pictures) {
      Optional<TilePlace> place = TilePlace.of(stem(picture.name()));
      if (place.isEmpty()
          || (!places.isEmpty()
              && (place.get().kind() != places.getFirst().kind()
                  || !place.get().rest().equals(places.getFirst().rest())))) {
        return List.of();
      }
      places.add(place.get());
    }
    return places;
  }

  private static Optional<Mosaic> placed(List<FlatPicture> pictures, List<TilePlace> places) {
    FlatPicture first = pictures.getFirst();
    TilePlace.Kind kind = places.getFirst().kind();
    if (kind == TilePlace.Kind.CELLS) {
      return grid(pictures, places, 1, 1, "");
    }
    return grid(pictures, places, first.widthPx(), first.heightPx(), ", by x and y in pixels")
        .or(
            () ->
                grid(pictures, places, 1, 1, ", by x and y as column and row")
                    .filter(it -> it.isFull(kind, pictures.size())));
  }

  /** Whether so many cells are filled that numbers, of which nothing is said, may count them. */
  private boolean isFull(TilePlace.Kind kind, int pictures) {
    long all = (long) columns * rows;
    return kind == TilePlace.Kind.XY
        ? 2L * pictures >= all
        : columns > 1 && rows > 1 && 10L * pictures >= 9 * all;
  }

  /** The grid if the numbers are multiples of a step, beside a common remainder. */
  private static Optional<Mosaic> grid(
      List<FlatPicture> pictures, List<TilePlace> places, int stepX, int stepY, String meaning) {
    long left = places.stream().mapToLong(TilePlace::x).min().orElseThrow();
    long top = places.stream().mapToLong(TilePlace::y).min().orElseThrow();
    Set<List<Long>> seen = new HashSet<>();
    long columns = 0;
    long rows = 0;
    for (TilePlace place : places) {
      long x = place.x() - left;
      long y = place.y() - top;
      if (x % stepX != 0 || y % stepY != 0 || !seen.add(List.of(x, y))) {
        return Optional.empty();
      }
      columns = Math.max(columns, x / stepX + 1);
      rows = Math.max(rows, y / stepY + 1);
    }
    if (columns * rows > MOST_EMPTY * pictures.size()) {
      return Optional.empty();
    }
    @Nullable FlatPicture[] cells = new FlatPicture[(int) (columns * rows)];
    for (int i = 0; i < places.size(); i++) {
      long column = (places.get(i).x() - left) / stepX;
      long row = (places.get(i).y() - top) / stepY;
      cells[(int) (row * columns + column)] = pictures.get(i);
    }
    TilePlace last = places.getLast();
    String note =
        "The %,d pictures lie where their names say%s: %s has column %d, row %d of %d × %d.%s"
            .formatted(
                pictures.size(),
                meaning,
                pictures.getLast().name(),
                (last.x() - left) / stepX,
                (last.y() - top) / stepY,
                columns,
                rows,
                pictures.size() < columns * rows ? " What is between them is white." : "");
    return Optional.of(
        new Mosaic((int) columns, (int) rows, Arrays.asList(cells), true, List.of(note)));
  }

  private static Mosaic inOrder(List<FlatPicture> pictures, String why) {
    FlatPicture first = pictures.getFirst();
    int columns =
        (int)
            Math.clamp(
                Math.round(
                    Math.ceil(
                        Math.sqrt((double) pictures.size() * first.heightPx() / first.widthPx()))),
                1L,
                pictures.size());
    int rows = Math.ceilDiv(pictures.size(), columns);
    List<@Nullable FlatPicture> cells = new ArrayList<>(pictures);
    while (cells.size() < columns * rows) {
      cells.add(null);
    }
    String note =
        "The %,d pictures of %d × %d px lie in %d columns by the order of their names, since %s. Neighbours are none: a patch or a context window across a border shows pictures that do not belong together.%s"
            .formatted(
                pictures.size(), first.widthPx(), first.heightPx(), columns, why, patches(first));
    return new Mosaic(columns, rows, cells, false, List.of(note));
  }

  /** The tile size that no border cuts. */
  private static String patches(FlatPicture picture) {
    int side = picture.widthPx();
    if (side != picture.heightPx()) {
      return "";
    }
    int parts = Math.max(1, (int) Math.round(side / 256.0));
    while (side % parts != 0) {
      parts--;
    }
    return " Patches of tileSizePx %d at the slide's own µm per pixel keep to one picture, without context windows."
        .formatted(side / parts);
  }

  private static String stem(String name) {
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }
}
