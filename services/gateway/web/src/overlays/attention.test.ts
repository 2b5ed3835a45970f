// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import { most, percentiles, readAttention } from "./attention";

const TEXT = `x,y,attention,raw_attention,"score a, b","score ""c"""
0,0,0.125,-1.5,0.25,0.75
37,0,0.625,2,1,0
0,37,1.25E-1,0.5,0.5,0.5
74,37,0.125,0,0,1
`;

describe("the numbers of a heatmap", () => {
  it("are read column by column, with whatever the labels hold", () => {
    const read = readAttention(TEXT, 37);
    expect(read.count).toBe(4);
    expect([...read.x]).toEqual([0, 37, 0, 74]);
    expect([...read.y]).toEqual([0, 0, 37, 37]);
    expect([...read.attention]).toEqual([0.125, 0.625, 0.125, 0.125]);
    expect(read.scores.map(({ label, values }) => [label, ...values])).toEqual([
      ["a, b", 0.25, 1, 0.5, 0],
      ['"c"', 0.75, 0, 0.5, 1],
    ]);
  });

  it("are ranked with ties in the middle, as the server's are", () => {
    const ranks = percentiles(Float32Array.of(0.1, 0.4, 0.25, 0.25));
    expect([...ranks]).toEqual([0.125, 0.875, 0.5, 0.5]);
  });

  it("name the tiles with most attention first", () => {
    expect(most(readAttention(TEXT, 37), 2)[0]).toBe(1);
    expect(most(readAttention(TEXT, 37), 9)).toHaveLength(4);
  });

  it("of a slide without tiles are empty", () => {
    expect(readAttention("x,y,attention,raw_attention\n", 37).count).toBe(0);
  });
});
