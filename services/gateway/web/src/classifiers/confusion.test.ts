// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import { confusion, csv, mistakes, rocOfFold } from "./confusion";
import type { OutOfFold } from "./queries";

const item = (slideId: string, fold: number, label: string, ...probabilities: number[]) => ({
  slideId,
  fold,
  label,
  probabilities,
});

const FOLDS: OutOfFold = {
  classes: ["a", "b"],
  items: [
    item("1", 0, "a", 0.9, 0.1),
    item("2", 0, "b", 0.6, 0.4),
    item("3", 0, "b", 0.2, 0.8),
    item("4", 1, "a", 0.35, 0.65),
    item("5", 1, "a", 0.05, 0.95),
  ],
};

describe("out-of-fold predictions", () => {
  it("are counted by label and by what was said", () => {
    expect(confusion(FOLDS)).toEqual([
      [1, 2],
      [1, 1],
    ]);
  });

  it("name the surest mistake first", () => {
    expect(mistakes(FOLDS).map(({ slideId, said }) => slideId + said)).toEqual(["5b", "4b", "2a"]);
  });

  it("rank the slides of a fold, those with one score at once", () => {
    expect(rocOfFold(FOLDS, "a", 0)).toEqual({ falsePositiveRates: [0, 0, 0.5, 1], truePositiveRates: [0, 1, 1, 1] });
    expect(rocOfFold(FOLDS, "a", 1)).toBeUndefined();
    const tied = { ...FOLDS, items: [item("1", 0, "a", 0.5, 0.5), item("2", 0, "b", 0.5, 0.5)] };
    expect(rocOfFold(tied, "a", 0)).toEqual({ falsePositiveRates: [0, 1], truePositiveRates: [0, 1] });
  });
});

describe("a table as CSV", () => {
  it("quotes what needs it", () => {
    expect(
      csv([
        ["a,b", 'say "x"', 1.5],
        ["plain", "two\nlines", ""],
      ]),
    ).toBe('"a,b","say ""x""",1.5\nplain,"two\nlines",\n');
  });
});
