// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import { type Told, select } from "./certainty";
import { follow } from "./follow";
import { everything } from "../api/pages";
import type { Prediction } from "./queries";

function told(id: string, probability: number, known?: string): Told {
  const prediction: Prediction = {
    id,
    slideId: id,
    classifierId: "c",
    featureSetId: "f",
    label: probability >= 0.5 ? "tumour" : "normal",
    probabilities: [
      { label: "normal", probability: 1 - probability },
      { label: "tumour", probability },
    ],
    tileCount: 1,
    tileSizeLevel0Px: 224,
    heatmap: true,
    createdAt: "2026-01-01T00:00:00Z",
  };
  return { prediction, known, learned: false };
}

const ALL = [told("a", 0.99, "tumour"), told("b", 0.3, "tumour"), told("c", 0.55), told("d", 0.1, "normal")];
const ids = (found: Told[]) => found.map(({ prediction }) => prediction.id).join("");

describe("predictions", () => {
  it("are chosen by class and by how certain they are", () => {
    expect(ids(select(ALL, { label: "", below: Infinity, order: "newest" }))).toBe("abcd");
    expect(ids(select(ALL, { label: "normal", below: Infinity, order: "newest" }))).toBe("bd");
    expect(ids(select(ALL, { label: "", below: 0.8, order: "newest" }))).toBe("bc");
  });

  it("come least certain first, or those first that the cohort contradicts", () => {
    expect(ids(select(ALL, { label: "", below: Infinity, order: "uncertain" }))).toBe("cbda");
    expect(ids(select(ALL, { label: "", below: Infinity, order: "wrong" }))).toBe("bacd");
  });

  it("are read page by page to the end", async () => {
    const pages = [{ items: [1, 2], nextPageToken: "b" }, { items: [3] }];
    const asked: (string | undefined)[] = [];
    const all = await everything((token) => {
      asked.push(token);
      return Promise.resolve(pages[asked.length - 1] as { items: number[]; nextPageToken?: string });
    });
    expect(all).toEqual([1, 2, 3]);
    expect(asked).toEqual([undefined, "b"]);
  });
});

describe("two views that move together", () => {
  const before = { x: 1000, y: 2000, mpp: 4, slideMpp: 0.25 };

  it("of one slide stay the same", () => {
    expect(follow(before, { ...before, x: 1300, mpp: 2 }, before)).toEqual({ x: 1300, y: 2000, mpp: 2 });
  });

  it("of two slides go as far on the screen, whatever their resolutions", () => {
    // 300 px of level 0 are 75 µm and 18.75 px of the screen; there a pixel of the screen has 8 µm, 16 px of level 0.
    const there = { x: 50, y: 60, mpp: 8, slideMpp: 0.5 };
    expect(follow(before, { ...before, x: 1300 }, there)).toEqual({ x: 50 + 18.75 * 16, y: 60, mpp: 8 });
    expect(follow(before, { ...before, mpp: 1 }, there).mpp).toBe(2);
  });
});
