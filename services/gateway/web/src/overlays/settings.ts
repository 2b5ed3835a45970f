// SPDX-License-Identifier: Apache-2.0
import type { Attention } from "./attention";
import type { HeatLook } from "./heat";
import { isPalette } from "./palette";

/** An overlay as the address has it: whose, of which measure, and how it looks. */
export interface Overlay extends HeatLook {
  readonly prediction: string;
  readonly measure: Measure;
  readonly shown: boolean;
}

/** `percentile`, `attention`, or `score:` and a class. */
export type Measure = "percentile" | "attention" | `score:${string}`;

export const FIRST: Omit<Overlay, "prediction"> = {
  measure: "percentile",
  palette: "viridis",
  opacity: 0.55,
  threshold: 0,
  smooth: false,
  shown: true,
};

const NAME = "overlay";

/** The overlays of an address, in the order in which they are painted. Nonsense is left out. */
export function readOverlays(address: URLSearchParams): Overlay[] {
  return address.getAll(NAME).flatMap((text) => {
    const [prediction = "", palette, opacity, threshold, smooth, shown, ...measure] = text.split("~");
    const name = measure.join("~");
    const sound =
      /^[0-9a-f-]{36}$/.test(prediction) &&
      isPalette(palette) &&
      fraction(opacity) &&
      fraction(threshold) &&
      isMeasure(name);
    return sound
      ? [
          {
            prediction,
            palette,
            opacity: Number(opacity),
            threshold: Number(threshold),
            smooth: smooth === "smooth",
            shown: shown !== "off",
            measure: name,
          },
        ]
      : [];
  });
}

/** The address with these overlays in place of others. */
export function writeOverlays(address: URLSearchParams, overlays: readonly Overlay[]): URLSearchParams {
  const changed = new URLSearchParams(address);
  changed.delete(NAME);
  for (const { prediction, palette, opacity, threshold, smooth, shown, measure } of overlays) {
    const text = [prediction, palette, opacity, threshold, smooth ? "smooth" : "tiles", shown ? "on" : "off", measure];
    changed.append(NAME, text.join("~"));
  }
  return changed;
}

function fraction(text: string | undefined): boolean {
  return text !== undefined && text !== "" && Number(text) >= 0 && Number(text) <= 1;
}

function isMeasure(text: string): text is Measure {
  return text === "percentile" || text === "attention" || text.startsWith("score:");
}

/** A measure's values from 0 to 1, and what 0 and 1 stand for. */
export interface Measured {
  readonly values: Float32Array;
  readonly most: number;
}

export function measured(tiles: Attention, measure: Measure): Measured | undefined {
  switch (measure) {
    case "percentile":
      return { values: tiles.percentile, most: 1 };
    case "attention": {
      const highest = tiles.attention.reduce((one, other) => Math.max(one, other), 0);
      return { values: tiles.attention.map((value) => (highest === 0 ? 0 : value / highest)), most: highest };
    }
    default: {
      const found = tiles.scores.find(({ label }) => `score:${label}` === measure);
      return found && { values: found.values, most: 1 };
    }
  }
}
