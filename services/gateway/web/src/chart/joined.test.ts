// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import { joined } from "./joined";

describe("lines on one pair of axes", () => {
  it("keep every point of a rise that is upright", () => {
    const [x, y] = joined([{ x: [0, 0, 0, 0.5, 0.5, 1], y: [0, 0.2, 0.6, 0.6, 1, 1] }]);
    expect(y).toEqual([0, 0.2, 0.6, 0.6, 1, 1]);
    [0, 0, 0, 0.5, 0.5, 1].forEach((value, index) => expect(x[index]).toBeCloseTo(value, 7));
    expect(new Set(x).size).toBe(6);
  });

  it("have a gap where another has a point and they have none", () => {
    expect(
      joined([
        { x: [1, 3], y: [5, 6] },
        { x: [2, 3], y: [7, 8] },
      ]),
    ).toEqual([
      [1, 2, 3],
      [5, undefined, 6],
      [undefined, 7, 8],
    ]);
  });

  it("may be none", () => expect(joined([])).toEqual([[]]));
});
