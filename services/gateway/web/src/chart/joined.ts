// SPDX-License-Identifier: Apache-2.0
import uPlot from "uplot";

interface Points {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

// Of the way from one end to the other; nobody sees it.
const APART = 1e-9;

/**
 * Lines over one row of x, as uPlot has them. It has each x once, so that of several points above one another, as on a
 * ROC curve, each lies a little to the right of the one before.
 */
export function joined(lines: readonly Points[]): uPlot.AlignedData {
  if (lines.length === 0) {
    return [[]];
  }
  return uPlot.join(lines.map(({ x, y }) => [apart(x), [...y]]));
}

function apart(x: readonly number[]): number[] {
  const step = APART * ((x.at(-1) ?? 0) - (x[0] ?? 0));
  let last = -Infinity;
  return x.map((value) => (last = value > last ? value : last + step));
}
