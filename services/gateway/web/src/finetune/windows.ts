// SPDX-License-Identifier: Apache-2.0

export interface SlideSize {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Micrometres per pixel of level 0. */
  readonly mpp: number;
}

/** A slide's tissue mask, row by row: one byte a pixel, as the server codes it. */
export interface Mask {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

export interface Tiling {
  readonly tileSizePx: number;
  readonly mpp: number;
  readonly minTissue: number;
  readonly keepColouredInk: boolean;
}

/** The cells of a slide that lie wholly on it, and which of them hold enough tissue. */
export interface Grid {
  readonly columns: number;
  readonly rows: number;
  /** The side of a cell in pixels of level 0, not rounded. */
  readonly side: number;
  readonly tissue: Uint8Array;
}

const TISSUE = 255;
const COLOURED_INK_KEPT = 224;
// The side of a cell is rounded somewhere.
const TOLERANCE = 1e-6;

export function tileGrid(slide: SlideSize, mask: Mask, tiling: Tiling): Grid {
  const side = (tiling.tileSizePx * tiling.mpp) / slide.mpp;
  const columns = Math.floor(slide.widthPx / side + TOLERANCE);
  const rows = Math.floor(slide.heightPx / side + TOLERANCE);
  const tissue = new Uint8Array(columns * rows);
  const sums = integral(mask, tiling.keepColouredInk);
  const [across, down] = [mask.width / slide.widthPx, mask.height / slide.heightPx];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const [x, y] = [column * side, row * side];
      const part = mean(sums, mask, x * across, y * down, (x + side) * across, (y + side) * down);
      tissue[row * columns + column] = part >= tiling.minTissue - TOLERANCE ? 1 : 0;
    }
  }
  return { columns, rows, side, tissue };
}

// The sum of all mask pixels left of and above a corner.
function integral(mask: Mask, ink: boolean): Float64Array {
  const width = mask.width + 1;
  const sums = new Float64Array(width * (mask.height + 1));
  for (let y = 0; y < mask.height; y++) {
    let line = 0;
    for (let x = 0; x < mask.width; x++) {
      const pixel = mask.pixels[y * mask.width + x];
      line += pixel === TISSUE || (ink && pixel === COLOURED_INK_KEPT) ? 1 : 0;
      sums[(y + 1) * width + x + 1] = (sums[y * width + x + 1] ?? 0) + line;
    }
  }
  return sums;
}

// Pixels that the rectangle covers in part count in part.
function mean(sums: Float64Array, mask: Mask, left: number, top: number, right: number, bottom: number): number {
  const at = (x: number, y: number) => {
    const [cx, cy] = [Math.min(Math.max(x, 0), mask.width), Math.min(Math.max(y, 0), mask.height)];
    const [x0, y0] = [Math.min(Math.floor(cx), mask.width - 1), Math.min(Math.floor(cy), mask.height - 1)];
    const [fx, fy] = [cx - x0, cy - y0];
    const sum = (dx: number, dy: number) => sums[(y0 + dy) * (mask.width + 1) + x0 + dx] ?? 0;
    return (
      sum(0, 0) * (1 - fx) * (1 - fy) + sum(1, 0) * fx * (1 - fy) + sum(0, 1) * (1 - fx) * fy + sum(1, 1) * fx * fy
    );
  };
  const area = (right - left) * (bottom - top);
  return area > 0 ? (at(right, bottom) - at(left, bottom) - at(right, top) + at(left, top)) / area : 0;
}

export interface WindowSettings {
  /** s: tiles along a side. */
  readonly windowSize: number;
  /** ρ: the fraction of the tissue tiles that is masked. */
  readonly maskRatio: number;
  /** The fraction of a window's cells that must be tissue. */
  readonly minTissue: number;
}

export type CellState = "masked" | "shown" | "background" | "outside";

/** A context window: s×s cells from a corner of the grid, row by row. */
export interface ContextWindow {
  readonly cells: readonly CellState[];
  readonly tissue: number;
  readonly masked: number;
  /** Whether it has tissue enough to be learned from. */
  readonly used: boolean;
}

/** |M| = round(ρ|C|), at least one cell masked and one shown. */
export function maskedCount(tissue: number, maskRatio: number): number {
  return Math.min(Math.max(Math.round(maskRatio * tissue), 1), tissue - 1);
}

/** The fewest tissue cells with which a window is used. */
export function fewestTissue({ windowSize, minTissue }: WindowSettings): number {
  return Math.max(2, Math.ceil(minTissue * windowSize * windowSize));
}

/** A window with a mask drawn by the seed; a greater ratio masks the same cells and more. */
export function windowAt(
  grid: Grid,
  settings: WindowSettings,
  column: number,
  row: number,
  seed: number,
): ContextWindow {
  const side = settings.windowSize;
  const cells: CellState[] = Array.from({ length: side * side }, (_, place) => {
    const [x, y] = [column + (place % side), row + Math.floor(place / side)];
    if (x < 0 || y < 0 || x >= grid.columns || y >= grid.rows) {
      return "outside";
    }
    return grid.tissue[y * grid.columns + x] === 1 ? "shown" : "background";
  });
  const places = shuffled(
    cells.flatMap((state, place) => (state === "shown" ? [place] : [])),
    seed,
  );
  const tissue = places.length;
  const used = tissue >= fewestTissue(settings);
  const masked = used ? maskedCount(tissue, settings.maskRatio) : 0;
  for (const place of places.slice(0, masked)) {
    cells[place] = "masked";
  }
  return { cells, tissue, masked, used };
}

/** Corners of windows that do not overlap, those with most tissue first; at least one where the grid has a cell. */
export function places(grid: Grid, windowSize: number): { column: number; row: number; tissue: number }[] {
  const across = Math.max(1, Math.floor(grid.columns / windowSize));
  const down = Math.max(1, Math.floor(grid.rows / windowSize));
  const found = Array.from({ length: across * down }, (_, index) => {
    const [column, row] = [(index % across) * windowSize, Math.floor(index / across) * windowSize];
    let tissue = 0;
    for (let y = row; y < Math.min(row + windowSize, grid.rows); y++) {
      for (let x = column; x < Math.min(column + windowSize, grid.columns); x++) {
        tissue += grid.tissue[y * grid.columns + x] ?? 0;
      }
    }
    return { column, row, tissue };
  });
  return found.sort((one, other) => other.tissue - one.tissue);
}

function shuffled(places: readonly number[], seed: number): number[] {
  const order = [...places];
  const next = random(seed);
  for (let last = order.length - 1; last > 0; last--) {
    const other = Math.floor(next() * (last + 1));
    [order[last], order[other]] = [order[other] as number, order[last] as number];
  }
  return order;
}

// Mulberry32: the picture needs chance that comes again, not the training's own.
function random(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** A square of a slide in pixels of level 0. */
export interface Region {
  readonly x: number;
  readonly y: number;
  readonly side: number;
}

export interface Picture {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly level: number;
  readonly column: number;
  readonly row: number;
}

const DEEPZOOM_TILE = 254;
const DEEPZOOM_OVERLAP = 1;

/** The DeepZoom tiles that show a region, of the finest level that has no more than `mostPx` pixels of it along a side. */
export function pictures(slide: SlideSize, region: Region, mostPx: number): Picture[] {
  const finest = Math.ceil(Math.log2(Math.max(slide.widthPx, slide.heightPx)));
  const coarser = Math.min(finest, Math.max(0, Math.ceil(Math.log2(region.side / mostPx))));
  const level = finest - coarser;
  const scale = 2 ** coarser;
  const size = (px: number) => Math.ceil(px / scale);
  const [width, height] = [size(slide.widthPx), size(slide.heightPx)];
  const range = (from: number, to: number, end: number) => {
    const first = Math.max(0, Math.floor(from / scale / DEEPZOOM_TILE));
    const last = Math.min(Math.ceil(end / DEEPZOOM_TILE) - 1, Math.floor(to / scale / DEEPZOOM_TILE));
    return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
  };
  return range(region.y, region.y + region.side, height).flatMap((row) =>
    range(region.x, region.x + region.side, width).map((column) => {
      const left = Math.max(0, column * DEEPZOOM_TILE - DEEPZOOM_OVERLAP);
      const top = Math.max(0, row * DEEPZOOM_TILE - DEEPZOOM_OVERLAP);
      const right = Math.min(width, (column + 1) * DEEPZOOM_TILE + DEEPZOOM_OVERLAP);
      const bottom = Math.min(height, (row + 1) * DEEPZOOM_TILE + DEEPZOOM_OVERLAP);
      return {
        level,
        column,
        row,
        x: left * scale,
        y: top * scale,
        width: (right - left) * scale,
        height: (bottom - top) * scale,
      };
    }),
  );
}
