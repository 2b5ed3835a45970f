// SPDX-License-Identifier: Apache-2.0
import { type Attention, at } from "./attention";
import type { Lattice } from "./lattice";
import type { Layer, Placement } from "./layer";
import { type Palette, colours } from "./palette";

export interface HeatLook {
  readonly palette: Palette;
  /** From 0 to 1. */
  readonly opacity: number;
  /** What is less is not painted. */
  readonly threshold: number;
  /** Interpolated between the tiles' centres, instead of a square per tile. */
  readonly smooth: boolean;
}

// From here on tiles are painted one by one, where they truly lie; there are few in sight.
const SINGLY_PX = 32;

/**
 * A value per tile as colours. It has a pixel per tile, whatever the slide's size, and a frame costs one scaled copy.
 *
 * @param values from 0 to 1, one per tile
 */
export function heat(tiles: Attention, grid: Lattice, values: Float32Array, look: HeatLook): Layer | undefined {
  if (grid.columns === 0) {
    return undefined;
  }
  const picture = document.createElement("canvas");
  picture.width = grid.columns;
  picture.height = grid.rows;
  const pixels = new ImageData(grid.columns, grid.rows);
  const table = colours(look.palette);
  const colour = (value: number) => 3 * Math.round(255 * Math.min(1, Math.max(0, value)));
  grid.tileOf.forEach((tile, cell) => {
    const value = tile === 0 ? -1 : at(values, tile - 1);
    if (tile !== 0 && value >= look.threshold) {
      const from = colour(value);
      pixels.data.set([at(table, from), at(table, from + 1), at(table, from + 2), 255], 4 * cell);
    }
  });
  picture.getContext("2d")?.putImageData(pixels, 0, 0);

  // Where tiles overlap, the cell of one is its middle.
  const inset = (tiles.side - grid.stride) / 2;
  const paintAll = (context: CanvasRenderingContext2D, place: Placement) => {
    const cell = grid.stride * place.scale;
    const left = place.left + (grid.left * grid.stride + inset) * place.scale;
    const top = place.top + (grid.top * grid.stride + inset) * place.scale;
    // A margin of two cells, so that what is cut off does not show at the rim.
    const [from, columns] = span(-left / cell, place.width / cell, grid.columns);
    const [fromRow, rows] = span(-top / cell, place.height / cell, grid.rows);
    if (columns > 0 && rows > 0) {
      context.imageSmoothingEnabled = look.smooth;
      context.imageSmoothingQuality = "high";
      context.drawImage(
        picture,
        from,
        fromRow,
        columns,
        rows,
        left + from * cell,
        top + fromRow * cell,
        columns * cell,
        rows * cell,
      );
    }
  };
  const paintSingly = (context: CanvasRenderingContext2D, place: Placement) => {
    const cell = grid.stride * place.scale;
    const [from, columns] = span(-place.left / cell - grid.left, place.width / cell, grid.columns);
    const [fromRow, rows] = span(-place.top / cell - grid.top, place.height / cell, grid.rows);
    const side = Math.min(tiles.side, grid.stride);
    for (let row = fromRow; row < fromRow + rows; row++) {
      for (let column = from; column < from + columns; column++) {
        const tile = at(grid.tileOf, row * grid.columns + column) - 1;
        const value = tile < 0 ? -1 : at(values, tile);
        if (tile >= 0 && value >= look.threshold) {
          const rgb = colour(value);
          context.fillStyle = `rgb(${at(table, rgb)} ${at(table, rgb + 1)} ${at(table, rgb + 2)})`;
          // To whole pixels, so that neighbours share an edge.
          const left = Math.round(place.left + (at(tiles.x, tile) + inset) * place.scale);
          const top = Math.round(place.top + (at(tiles.y, tile) + inset) * place.scale);
          const right = Math.round(place.left + (at(tiles.x, tile) + inset + side) * place.scale);
          const bottom = Math.round(place.top + (at(tiles.y, tile) + inset + side) * place.scale);
          context.fillRect(left, top, right - left, bottom - top);
        }
      }
    }
  };
  return {
    paint(context, place) {
      context.globalAlpha = look.opacity;
      if (!look.smooth && grid.stride * place.scale >= SINGLY_PX) {
        paintSingly(context, place);
      } else {
        paintAll(context, place);
      }
      context.globalAlpha = 1;
    },
  };
}

/** The cells in sight: the first one and how many. */
export function span(first: number, seen: number, all: number): [number, number] {
  const from = Math.min(all, Math.max(0, Math.floor(first) - 2));
  const to = Math.min(all, Math.max(0, Math.ceil(first + seen) + 2));
  return [from, Math.max(0, to - from)];
}

/** A frame around a tile. */
export function frame(x: number, y: number, side: number): Layer {
  return {
    paint(context, place) {
      const at = [place.left + x * place.scale, place.top + y * place.scale] as const;
      const length = Math.max(4, side * place.scale);
      // Light on dark, so that it shows on any colour.
      for (const [colour, width] of [
        ["#ffffff", 5],
        ["#111111", 2.5],
      ] as const) {
        context.strokeStyle = colour;
        context.lineWidth = width;
        context.strokeRect(at[0], at[1], length, length);
      }
    },
  };
}
