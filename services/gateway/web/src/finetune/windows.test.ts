// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import { type Mask, fewestTissue, maskedCount, pictures, places, tileGrid, windowAt } from "./windows";

const tiling = { tileSizePx: 112, mpp: 0.5, minTissue: 0.5, keepColouredInk: false };
const settings = { windowSize: 4, maskRatio: 0.5, minTissue: 0.25 };

function mask(width: number, height: number, value: (x: number, y: number) => number): Mask {
  const pixels = Uint8Array.from({ length: width * height }, (_, index) =>
    value(index % width, Math.floor(index / width)),
  );
  return { width, height, pixels };
}

describe("the grid of a slide", () => {
  it("holds the cells that lie wholly on it, at the tiles' resolution", () => {
    const grid = tileGrid(
      { widthPx: 2017, heightPx: 1013, mpp: 0.25 },
      mask(7, 3, () => 255),
      tiling,
    );
    expect(grid.side).toBe(224);
    expect([grid.columns, grid.rows]).toEqual([9, 4]);
    expect(grid.tissue.every((cell) => cell === 1)).toBe(true);
  });

  it("has a cell that a whole slide of rounded size fits", () => {
    const grid = tileGrid(
      { widthPx: 224, heightPx: 224, mpp: 0.25 },
      mask(1, 1, () => 255),
      { ...tiling, mpp: 0.50000000001 },
    );
    expect([grid.columns, grid.rows]).toEqual([1, 1]);
  });

  it("weighs the mask's pixels by how much of them a cell covers", () => {
    // Tissue left of 300 px: the second column holds 76 of 224 px of it, the first all.
    const half = mask(100, 50, (x) => (x < 30 ? 255 : 0));
    const slide = { widthPx: 1000, heightPx: 500, mpp: 0.25 };
    const columns = (minTissue: number) => [...tileGrid(slide, half, { ...tiling, minTissue }).tissue.slice(0, 4)];
    expect(columns(0.5)).toEqual([1, 0, 0, 0]);
    expect(columns(0.33)).toEqual([1, 1, 0, 0]);
    expect(columns(0.35)).toEqual([1, 0, 0, 0]);
  });

  it("counts coloured ink only where it is kept", () => {
    const ink = mask(4, 4, () => 224);
    const slide = { widthPx: 448, heightPx: 448, mpp: 0.5 };
    expect(tileGrid(slide, ink, tiling).tissue.some((cell) => cell === 1)).toBe(false);
    expect(tileGrid(slide, ink, { ...tiling, keepColouredInk: true }).tissue.every((cell) => cell === 1)).toBe(true);
  });
});

describe("a context window", () => {
  const tissue = Uint8Array.from({ length: 35 }, (_, index) => (index % 7 < 5 ? 1 : 0));
  const grid = { columns: 7, rows: 5, side: 112, tissue };

  it.each([
    [16, 0.5, 8],
    [3, 0.5, 2],
    [2, 0.99, 1],
    [16, 0.01, 1],
    [16, 0.99, 15],
    [13, 0.75, 10],
  ])("of %i tissue tiles masks with ρ = %f %i", (cells, ratio, masked) => {
    expect(maskedCount(cells, ratio)).toBe(masked);
  });

  it("masks tissue alone, round(ρ|C|) of it", () => {
    const window = windowAt(grid, settings, 3, 1, 7);
    expect(window.tissue).toBe(8);
    expect(window.masked).toBe(4);
    expect(window.cells.filter((state) => state === "masked")).toHaveLength(4);
    expect(
      window.cells
        .map((state, place) => [state, place % 4] as const)
        .every(([state, column]) => column < 2 === (state === "masked" || state === "shown")),
    ).toBe(true);
  });

  it("grows its mask with the ratio and draws the same by the same seed", () => {
    const masked = (maskRatio: number, seed: number) =>
      windowAt(grid, { ...settings, maskRatio }, 0, 0, seed).cells.flatMap((state, place) =>
        state === "masked" ? [place] : [],
      );
    expect(masked(0.75, 3)).toEqual(expect.arrayContaining(masked(0.25, 3)));
    expect(masked(0.5, 3)).toEqual(masked(0.5, 3));
    expect(new Set(Array.from({ length: 20 }, (_, seed) => masked(0.5, seed).join())).size).toBeGreaterThan(10);
  });

  it("masks every tile as often as another", () => {
    const hits = new Array<number>(16).fill(0);
    for (let seed = 0; seed < 4000; seed++) {
      windowAt(grid, settings, 0, 0, seed).cells.forEach((state, place) => {
        hits[place] = (hits[place] ?? 0) + (state === "masked" ? 1 : 0);
      });
    }
    hits.forEach((count) => expect(Math.abs(count - 2000)).toBeLessThan(200));
  });

  it("with too little tissue is not used, and beyond the slide is nothing", () => {
    const window = windowAt(grid, settings, 4, 3, 0);
    expect(window.used).toBe(false);
    expect(window.masked).toBe(0);
    expect(window.cells.filter((state) => state === "outside")).toHaveLength(10);
    expect(fewestTissue({ ...settings, minTissue: 0 })).toBe(2);
  });

  it("is first shown where there is most tissue", () => {
    const [first, ...others] = places(grid, 2);
    expect(first?.tissue).toBe(4);
    expect(others.every(({ tissue: less }) => less <= 4)).toBe(true);
    expect(places({ ...grid, columns: 1, rows: 1, tissue: new Uint8Array(1) }, 4)).toEqual([
      { column: 0, row: 0, tissue: 0 },
    ]);
  });
});

describe("the pictures of a region", () => {
  const slide = { widthPx: 2220, heightPx: 2967, mpp: 0.499 };

  it("cover it, at the finest level that is not too large", () => {
    const region = { x: 300, y: 1000, side: 700 };
    const found = pictures(slide, region, 800);
    expect(new Set(found.map(({ level }) => level))).toEqual(new Set([12]));
    expect(Math.min(...found.map(({ x }) => x))).toBeLessThanOrEqual(300);
    expect(Math.max(...found.map(({ x, width }) => x + width))).toBeGreaterThanOrEqual(1000);
    expect(Math.max(...found.map(({ y, height }) => y + height))).toBeGreaterThanOrEqual(1700);
    expect(found).toHaveLength(12);
  });

  it("are of a coarser level where the region is large, and few", () => {
    const found = pictures(slide, { x: -500, y: -500, side: 4000 }, 800);
    expect(found[0]?.level).toBe(9);
    expect(found).toHaveLength(4);
    expect(found[0]).toMatchObject({ x: 0, y: 0, width: 255 * 8, height: 255 * 8 });
    expect(found[3]).toMatchObject({ x: 253 * 8, width: (278 - 253) * 8, height: (371 - 253) * 8 });
  });
});
