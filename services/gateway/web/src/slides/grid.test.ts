// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import { tileAt, toGrid } from "./grid";

const spec = { tileSizePx: 224, mpp: 0.5, minTissue: 0.5, minTissueAreaMicrometres2: 20_000, keepColouredInk: false };
const tiling = { id: "t", slideId: "s", createdAt: "2026-01-01T00:00:00Z", columns: 7, rows: 5, tileCount: 3 };

describe("a tiling on a slide", () => {
  it("is as wide as its tiles are at the slide's resolution", () => {
    expect(toGrid({ ...tiling, spec: { ...spec, overlapPx: 24 } }, 0.25)).toEqual({
      side: 448,
      step: 400,
      columns: 7,
      rows: 5,
    });
  });

  it("has a tile at each place that it covers, and none beside", () => {
    const grid = { side: 449, step: 401, columns: 7, rows: 5 };

    expect(tileAt(grid, 0, 0)).toEqual({ column: 0, row: 0, x: 0, y: 0, side: 449 });
    expect(tileAt(grid, 401, 400.9)).toMatchObject({ column: 1, row: 0 });
    // The last ones reach as far as they are wide.
    expect(tileAt(grid, 6 * 401 + 448, 4 * 401 + 448)).toMatchObject({ column: 6, row: 4 });
    expect(tileAt(grid, 6 * 401 + 449, 0)).toBeUndefined();
    expect(tileAt(grid, 0, -1)).toBeUndefined();
  });
});
