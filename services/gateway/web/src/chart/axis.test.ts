// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import { extent, ticks } from "./axis";

describe("an axis", () => {
  it("has round ticks within its ends", () => {
    expect(ticks(0, 1)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(ticks(1, 23)).toEqual([5, 10, 15, 20]);
    expect(ticks(-0.31, 0.29)).toEqual([-0.2, 0, 0.2]);
    expect(ticks(3, 3)).toEqual([3]);
  });

  it("takes in all values, never with both ends alike", () => {
    expect(extent([3, -1, 7], {})).toEqual([-1, 7]);
    expect(extent([0.2], { from: 0, to: 1 })).toEqual([0, 1]);
    expect(extent([4], {})).toEqual([3.5, 4.5]);
    expect(extent([], {})).toEqual([0, 1]);
  });
});
