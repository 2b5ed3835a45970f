// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import type { Slide } from "../api/client";
import { isOrder, select } from "./order";

function slide(name: string, more: Partial<Slide> = {}): Slide {
  return {
    id: name,
    name,
    digest: "",
    sizeBytes: 1,
    widthPx: 10,
    heightPx: 10,
    mpp: 0.25,
    mppSource: "openslide",
    levels: [],
    createdAt: "2026-01-01T00:00:00Z",
    ...more,
  };
}

describe("the slides shown", () => {
  const slides = [
    slide("A10", { createdAt: "2026-01-03T00:00:00Z" }),
    slide("A2", { createdAt: "2026-01-01T00:00:00Z", notes: "Lymph node", widthPx: 30 }),
    slide("B1", { createdAt: "2026-01-02T00:00:00Z", vendor: "aperio", widthPx: 20 }),
  ];
  const names = (search: string, order: "newest" | "name" | "size") =>
    select(slides, search, order).map(({ name }) => name);

  it("come newest first, by number in the name, or largest first", () => {
    expect(names("", "newest")).toEqual(["A10", "B1", "A2"]);
    expect(names("", "name")).toEqual(["A2", "A10", "B1"]);
    expect(names("", "size")).toEqual(["A2", "B1", "A10"]);
  });

  it("have every word of the search in name, notes or vendor", () => {
    expect(names("node a", "name")).toEqual(["A2"]);
    expect(names("APERIO", "name")).toEqual(["B1"]);
    expect(names("nothing", "name")).toEqual([]);
  });

  it("leave the list itself as it was", () => {
    select(slides, "", "name");
    expect(slides[0]?.name).toBe("A10");
  });
});

describe("an order in an address", () => {
  it("is one of those that there are", () => {
    expect([isOrder("name"), isOrder("toString"), isOrder(null)]).toEqual([true, false, false]);
  });
});
