// SPDX-License-Identifier: Apache-2.0
import { at } from "./attention";

/** The grid that tiles stand on, and which tile stands where. */
export interface Lattice {
  /** From a tile to its neighbour, in pixels of level 0; not always a whole number. */
  readonly stride: number;
  /** The first column and row that have a tile. */
  readonly left: number;
  readonly top: number;
  readonly columns: number;
  readonly rows: number;
  /** One more than the tile of a cell, row by row from `left`, `top`; 0 where there is none. */
  readonly tileOf: Uint32Array;
}

/** Finds the grid of tiles by their corners, which are rounded down to whole pixels. */
export function lattice(tiles: { x: Int32Array; y: Int32Array; side: number }): Lattice {
  const stride = strideOf(tiles.x, strideOf(tiles.y, tiles.side));
  const cell = (corner: number) => Math.round(corner / stride);
  let [left, top, right, bottom] = [Infinity, Infinity, -1, -1];
  for (let tile = 0; tile < tiles.x.length; tile++) {
    left = Math.min(left, cell(at(tiles.x, tile)));
    top = Math.min(top, cell(at(tiles.y, tile)));
    right = Math.max(right, cell(at(tiles.x, tile)));
    bottom = Math.max(bottom, cell(at(tiles.y, tile)));
  }
  if (right < 0) {
    return { stride, left: 0, top: 0, columns: 0, rows: 0, tileOf: new Uint32Array(0) };
  }
  const columns = right - left + 1;
  const tileOf = new Uint32Array(columns * (bottom - top + 1));
  for (let tile = 0; tile < tiles.x.length; tile++) {
    tileOf[(cell(at(tiles.y, tile)) - top) * columns + cell(at(tiles.x, tile)) - left] = tile + 1;
  }
  return { stride, left, top, columns, rows: bottom - top + 1, tileOf };
}

/** The tile whose cell has this pixel of level 0. */
export function tileAt(grid: Lattice, x: number, y: number): number | undefined {
  const column = Math.floor(x / grid.stride) - grid.left;
  const row = Math.floor(y / grid.stride) - grid.top;
  if (column < 0 || row < 0 || column >= grid.columns || row >= grid.rows) {
    return undefined;
  }
  const found = at(grid.tileOf, row * grid.columns + column);
  return found === 0 ? undefined : found - 1;
}

// The least step of two corners is a stride, to a pixel; the farther apart two corners are whose cells are counted, the
// better they tell it.
function strideOf(corners: Int32Array, fallback: number): number {
  const places = [...new Set(corners)].sort((one, other) => one - other);
  const first = places[0];
  if (first === undefined || places.length < 2) {
    return fallback;
  }
  let stride = Infinity;
  for (let index = 1; index < places.length; index++) {
    stride = Math.min(stride, at(places, index) - at(places, index - 1));
  }
  let cells = 0;
  for (let index = 1; index < places.length; index++) {
    cells += Math.max(1, Math.round((at(places, index) - at(places, index - 1)) / stride));
    stride = (at(places, index) - first) / cells;
  }
  // Counted from the slide's corner, where the grid begins.
  const last = at(places, places.length - 1);
  return last / Math.round(last / stride);
}
