// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import { inputFault, inputOf } from "./input";
import { amount } from "./words";

describe("what a model expects", () => {
  it("is left out where nothing is typed", () => {
    expect(inputOf({ sizePx: " ", mean: "", std: "" })).toEqual({});
    expect(inputFault("mean", "")).toBeUndefined();
  });

  it("is read with commas or blanks", () => {
    expect(inputOf({ sizePx: "224", mean: "0.5, 0.5,0.5", std: "0.2 0.2 0.2" })).toEqual({
      inputSizePx: 224,
      mean: [0.5, 0.5, 0.5],
      std: [0.2, 0.2, 0.2],
    });
  });

  it.each([
    ["sizePx", "15"],
    ["sizePx", "224.5"],
    ["sizePx", "large"],
    ["mean", "0.5,0.5"],
    ["mean", "123.7,116.3,103.5"],
    ["std", "0.2,0,0.2"],
    ["std", "a,b,c"],
  ] as const)("is refused: %s %s", (name, text) => {
    expect(inputFault(name, text)).toBeDefined();
  });
});

describe("a count of parameters", () => {
  it.each([
    [173_728, "174 k"],
    [2_223_872, "2.22 M"],
    [999, "999"],
    [999_600, "1 M"],
    [303_000_000, "303 M"],
  ])("%i is %s", (count, text) => {
    expect(amount(count)).toBe(text);
  });
});
