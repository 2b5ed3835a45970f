// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import { numberFault } from "./numbers";

describe("a number", () => {
  it.each([
    [4, true, { min: 2, max: 32 }],
    [0.5, false, { above: 0, below: 1 }],
    [0, false, { min: 0 }],
    [-7, true, {}],
  ])("%f is right where it may be", (value, whole, bounds) => {
    expect(numberFault(value, whole, bounds)).toBeUndefined();
  });

  it.each([
    [NaN, false, {}, "A number."],
    [1.5, true, { min: 1 }, "A whole number from 1."],
    [33, true, { min: 2, max: 32 }, "A whole number from 2 to 32."],
    [1, false, { above: 0, below: 1 }, "A number above 0 below 1."],
    [0, false, { above: 0 }, "A number above 0."],
  ])("%f is told what it may be", (value, whole, bounds, words) => {
    expect(numberFault(value, whole, bounds)).toBe(words);
  });
});
