// SPDX-License-Identifier: Apache-2.0
import type { components } from "../api/client";
import type { Layer } from "../overlays/layer";

type Tiling = components["schemas"]["Tiling"];

/** A tiling over a slide, in pixels of level 0. */
export interface Grid {
  readonly side: number;
  readonly step: number;
  readonly columns: number;
  readonly rows: number;
}

export interface Tile {
  readonly column: number;
  readonly row: number;
  readonly x: number;
  readonly y: number;
  readonly side: number;
}

/** The tiling on a slide of that resolution; what it leaves open is as the contract says. */
export function toGrid({ spec, columns, rows }: Tiling, slideMpp: number): Grid {
  const { tileSizePx = 224, mpp = 0.5, overlapPx = 0 } = spec;
  const scale = mpp / slideMpp;
  return { side: tileSizePx * scale, step: (tileSizePx - overlapPx) * scale, columns, rows };
}

/** The tile in which a pixel of level 0 lies; of several that overlap, the last. */
export function tileAt(grid: Grid, x: number, y: number): Tile | undefined {
  const column = Math.min(Math.floor(x / grid.step), grid.columns - 1);
  const row = Math.min(Math.floor(y / grid.step), grid.rows - 1);
  const tile = { column, row, x: column * grid.step, y: row * grid.step, side: grid.side };
  const inside = column >= 0 && row >= 0 && x < tile.x + tile.side && y < tile.y + tile.side;
  return inside ? tile : undefined;
}

// Closer lines would only darken the slide.
const CLOSEST_PX = 8;

/** Its lines, where there is room between them, and a frame around the chosen tile. */
export function gridLayer(grid: Grid | undefined, chosen: Tile | undefined): Layer {
  return {
    paint(context, { left, top, scale, width, height }) {
      const step = (grid?.step ?? 0) * scale;
      if (grid !== undefined && step >= CLOSEST_PX) {
        const right = left + ((grid.columns - 1) * grid.step + grid.side) * scale;
        const bottom = top + ((grid.rows - 1) * grid.step + grid.side) * scale;
        context.beginPath();
        for (const x of lines(left, step, grid.columns, width)) {
          context.moveTo(x, Math.max(0, top));
          context.lineTo(x, Math.min(height, bottom));
        }
        for (const y of lines(top, step, grid.rows, height)) {
          context.moveTo(Math.max(0, left), y);
          context.lineTo(Math.min(width, right), y);
        }
        context.lineWidth = 1;
        context.strokeStyle = "rgb(0 60 90 / 0.35)";
        context.stroke();
      }
      if (chosen !== undefined) {
        const side = Math.max(chosen.side * scale, 4);
        frame(context, left + chosen.x * scale, top + chosen.y * scale, side);
      }
    },
  };
}

function lines(from: number, step: number, count: number, length: number): number[] {
  const first = Math.max(0, Math.ceil(-from / step));
  const last = Math.min(count, Math.floor((length - from) / step));
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => from + (first + index) * step);
}

// Seen on dark and on light tissue.
function frame(context: CanvasRenderingContext2D, x: number, y: number, side: number): void {
  context.lineWidth = 4;
  context.strokeStyle = "#ffffff";
  context.strokeRect(x, y, side, side);
  context.lineWidth = 2;
  context.strokeStyle = "#10202f";
  context.strokeRect(x, y, side, side);
}
