// SPDX-License-Identifier: Apache-2.0
import {
  interpolateCividis,
  interpolateInferno,
  interpolateMagma,
  interpolatePlasma,
  interpolateViridis,
} from "d3-scale-chromatic";

/** Colour maps that are perceptually uniform and that the colour-blind read as well. */
export const PALETTES = {
  viridis: interpolateViridis,
  cividis: interpolateCividis,
  magma: interpolateMagma,
  inferno: interpolateInferno,
  plasma: interpolatePlasma,
} as const;

export type Palette = keyof typeof PALETTES;

export function isPalette(name: string | undefined): name is Palette {
  return name !== undefined && name in PALETTES;
}

const tables = new Map<Palette, Uint8ClampedArray>();

/** The colours of 0 to 255, as red, green and blue in turn. */
export function colours(palette: Palette): Uint8ClampedArray {
  const known = tables.get(palette);
  if (known !== undefined) {
    return known;
  }
  const table = new Uint8ClampedArray(3 * 256);
  for (let step = 0; step < 256; step++) {
    table.set(components(PALETTES[palette](step / 255)), 3 * step);
  }
  tables.set(palette, table);
  return table;
}

// d3 writes some maps as #rrggbb and some as rgb(r, g, b).
function components(colour: string): number[] {
  if (colour.startsWith("#")) {
    return [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
  }
  return (colour.match(/\d+/g) ?? []).map(Number);
}

/** A gradient in CSS, from the least to the most. */
export function gradient(palette: Palette): string {
  const stops = Array.from({ length: 17 }, (_, step) => PALETTES[palette](step / 16));
  return `linear-gradient(to right, ${stops.join(", ")})`;
}
