// SPDX-License-Identifier: Apache-2.0
import type { SlideTiles } from "../api/client";

/** A tile of the slide, and where it goes in a picture. */
export interface Part {
  readonly address: string;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/**
 * The tiles that cover a square of level 0, of the coarsest level that has at least as many pixels as the picture.
 *
 * @param size side of the picture
 */
export function covering(tiles: SlideTiles, square: { x: number; y: number; side: number }, size: number): Part[] {
  const level = tiles.levels.findLast(({ downsample }) => square.side / downsample >= size) ?? tiles.levels[0];
  if (level === undefined) {
    return [];
  }
  const { downsample, tileWidthPx, tileHeightPx } = level;
  const scale = size / square.side;
  const parts: Part[] = [];
  const within = (position: number, step: number, count: number) =>
    Math.min(count - 1, Math.max(0, Math.floor(position / (downsample * step))));
  const lastColumn = within(square.x + square.side - 1, tileWidthPx, level.columns);
  const lastRow = within(square.y + square.side - 1, tileHeightPx, level.rows);
  for (let row = within(square.y, tileHeightPx, level.rows); row <= lastRow; row++) {
    for (let column = within(square.x, tileWidthPx, level.columns); column <= lastColumn; column++) {
      const width = Math.min(tileWidthPx, level.widthPx - column * tileWidthPx);
      const height = Math.min(tileHeightPx, level.heightPx - row * tileHeightPx);
      parts.push({
        address: tiles.template
          .replace("{level}", String(level.level))
          .replace("{column}", String(column))
          .replace("{row}", String(row)),
        left: (column * tileWidthPx * downsample - square.x) * scale,
        top: (row * tileHeightPx * downsample - square.y) * scale,
        width: width * downsample * scale,
        height: height * downsample * scale,
      });
    }
  }
  return parts;
}
