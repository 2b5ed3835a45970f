// SPDX-License-Identifier: Apache-2.0
import type { OutOfFold } from "./queries";

/** The class that a slide was taken for. */
export function said(classes: readonly string[], probabilities: readonly number[]): string {
  let best = 0;
  probabilities.forEach((probability, index) => {
    if (probability > (probabilities[best] ?? 0)) {
      best = index;
    }
  });
  return classes[best] ?? "";
}

/** How many slides of each class (rows) were taken for each class (columns). */
export function confusion({ classes, items }: OutOfFold): number[][] {
  const counts = classes.map(() => classes.map(() => 0));
  for (const { label, probabilities } of items) {
    const row = counts[classes.indexOf(label)];
    const column = classes.indexOf(said(classes, probabilities));
    if (row !== undefined) {
      row[column] = (row[column] ?? 0) + 1;
    }
  }
  return counts;
}

/** Slides that were taken for another class, the surest mistake first. */
export function mistakes({ classes, items }: OutOfFold) {
  return items
    .map((item) => ({ ...item, said: said(classes, item.probabilities), sure: Math.max(...item.probabilities) }))
    .filter((item) => item.said !== item.label)
    .sort((one, other) => other.sure - one.sure);
}

export interface Roc {
  readonly falsePositiveRates: number[];
  readonly truePositiveRates: number[];
}

/** The receiver operating characteristic of one class in one fold; undefined where the fold lacks one of the sides. */
export function rocOfFold({ classes, items }: OutOfFold, label: string, fold: number): Roc | undefined {
  const index = classes.indexOf(label);
  const ranked = items
    .filter((item) => item.fold === fold)
    .map((item) => ({ score: item.probabilities[index] ?? 0, positive: item.label === label }))
    .sort((one, other) => other.score - one.score);
  const positives = ranked.filter(({ positive }) => positive).length;
  const negatives = ranked.length - positives;
  if (positives === 0 || negatives === 0) {
    return undefined;
  }
  const roc: Roc = { falsePositiveRates: [0], truePositiveRates: [0] };
  let [right, wrong] = [0, 0];
  ranked.forEach(({ score, positive }, at) => {
    right += Number(positive);
    wrong += Number(!positive);
    if (ranked[at + 1]?.score !== score) {
      roc.truePositiveRates.push(right / positives);
      roc.falsePositiveRates.push(wrong / negatives);
    }
  });
  return roc;
}

/** A table as CSV, for whoever goes on with it elsewhere. */
export function csv(rows: readonly (readonly (string | number)[])[]): string {
  const cell = (value: string | number) =>
    typeof value === "string" && /[",\n\r]/.test(value) ? `"${value.replaceAll('"', '""')}"` : String(value);
  return rows.map((row) => `${row.map(cell).join(",")}\n`).join("");
}
