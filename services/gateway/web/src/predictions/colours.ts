// SPDX-License-Identifier: Apache-2.0

// Okabe and Ito's, which the colour-blind tell apart, in the order of the heatmaps' GeoJSON; but for its yellow and its
// black, which not every ground lets be seen.
const CLASSES = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"];

/** The colour of a class in the classifier's order. */
export function classColour(index: number): string {
  return CLASSES[index % CLASSES.length] as string;
}
