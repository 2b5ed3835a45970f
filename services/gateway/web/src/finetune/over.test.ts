// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import type { Slide } from "../api/client";
import type { Model } from "../models/queries";
import { ALL, mppFault, overRequest, overSlide, usualMpp, usualPair } from "./over";
import { recipeOf } from "./recipe";

const slide = (id: string, mpp: number) => ({ id, name: `${id}.svs`, mpp }) as Slide;
const model = (id: string, parameterCount: number, origin: Model["origin"]) =>
  ({ id, name: id, parameterCount, origin }) as Model;

describe("the resolution of tiles", () => {
  it("is half a micrometre, or that of the coarsest slide where that is coarser", () => {
    expect(usualMpp([])).toBe(0.5);
    expect(usualMpp([slide("a", 0.25), slide("b", 0.51)])).toBe(0.5);
    expect(usualMpp([slide("a", 0.25), slide("b", 0.62)])).toBe(0.62);
  });

  it("is no finer than a slide's by more than a twentieth", () => {
    expect(mppFault(0.5, [slide("a", 0.525)])).toBeUndefined();
    expect(mppFault(0.5, [slide("a", 0.25), slide("b", 0.53)])).toContain("b.svs has only 0.53 µm/px");
    expect(mppFault(NaN, [])).toBeDefined();
    expect(mppFault(65, [])).toBeDefined();
  });

  it("that is usual is never refused", () => {
    for (const mpp of [0.2, 0.5041, 0.52501, 0.62, 1.9374, 8.07]) {
      expect(mppFault(usualMpp([slide("a", mpp)]), [slide("a", mpp)])).toBeUndefined();
    }
  });
});

describe("what a job runs over", () => {
  it("is a cohort by its id, or slides by theirs", () => {
    expect(overRequest("c", [slide("a", 1)])).toEqual({ cohortId: "c" });
    expect(overRequest(ALL, [slide("a", 1), slide("b", 1)])).toEqual({ slideIds: ["a", "b"] });
    expect(overRequest(overSlide("a"), [slide("a", 1)])).toEqual({ slideIds: ["a"] });
  });
});

describe("the usual pair", () => {
  it("is the smallest that was not tuned yet, and the largest", () => {
    const models = [model("tuned", 5, "FINE_TUNED"), model("large", 9, "IMPORTED"), model("small", 5, "IMPORTED")];
    expect(usualPair(models)).toEqual({ student: "small", teacher: "large" });
    expect(usualPair([])).toEqual({ student: "", teacher: "" });
  });
});

describe("the recipe of a request", () => {
  it("has the usual where it says nothing, and the nested by their path", () => {
    const recipe = recipeOf({ recipe: { windowSize: 6, predictor: { depth: 3 } }, tiling: { mpp: 0.62 } });
    expect(recipe).toMatchObject({
      windowSize: "6",
      maskRatio: "0.5",
      "predictor.depth": "3",
      "predictor.width": "192",
    });
    expect(recipe["tiling.mpp"]).toBe("0.62");
  });
});
