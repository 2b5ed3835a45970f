// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import { lattice, tileAt } from "./lattice";

/** Tiles of a grid in pixels of level 0, as a server rounds them down, where `has` says so. */
function grid(stride: number, columns: number, rows: number, has: (column: number, row: number) => boolean) {
  const cells: [number, number][] = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      if (has(column, row)) {
        cells.push([column, row]);
      }
    }
  }
  const corner = (cell: number) => Math.floor(cell * stride + 1e-6);
  return {
    cells,
    tiles: {
      side: Math.round(stride),
      x: Int32Array.from(cells, ([column]) => corner(column)),
      y: Int32Array.from(cells, ([, row]) => corner(row)),
    },
  };
}

describe("the grid of tiles", () => {
  it.each([112, 447.3, 113.77, 61.9 / 2])("is found for a stride of %d px, over gaps, at far ends", (stride) => {
    const { cells, tiles } = grid(stride, 883, 401, (column, row) => (column * 31 + row * 17) % 23 === 0);
    const found = lattice(tiles);
    expect(Math.abs(found.stride - stride)).toBeLessThan(1.5 / 400);
    cells.forEach(([column, row], tile) => {
      expect(found.tileOf[(row - found.top) * found.columns + column - found.left]).toBe(tile + 1);
    });
  });

  it("begins where the first tile is", () => {
    const { tiles } = grid(224, 50, 40, (column, row) => column >= 13 && row >= 7);
    expect(lattice(tiles)).toMatchObject({ left: 13, top: 7, columns: 37, rows: 33, stride: 224 });
  });

  it("of one tile, and of none, is no error", () => {
    expect(lattice({ side: 224, x: Int32Array.of(448), y: Int32Array.of(0) })).toMatchObject({ columns: 1, rows: 1 });
    expect(lattice({ side: 224, x: new Int32Array(0), y: new Int32Array(0) }).columns).toBe(0);
  });

  it("answers which tile has a pixel", () => {
    const found = lattice(grid(100, 5, 4, (column) => column !== 2).tiles);
    expect(tileAt(found, 199, 99)).toBe(1);
    expect(tileAt(found, 250, 50)).toBeUndefined();
    expect(tileAt(found, 300, 100)).toBe(6);
    expect(tileAt(found, -1, 50)).toBeUndefined();
    expect(tileAt(found, 500, 50)).toBeUndefined();
  });
});
