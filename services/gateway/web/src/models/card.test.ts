// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import { onRecord, parentsOf, readCard } from "./card";

const tuned = {
  name: "tuned",
  lineage: {
    student: { id: "s", name: "student", architecture: "resnet18" },
    teacher: { id: "t", name: "teacher", architecture: "vit", deleted: true },
  },
  licences: ["mit (student)", "cc-by-nc-4.0 (teacher)"],
  training: { slides: ["1", "2"], steps: 3 },
  curve: [
    { step: 1, epoch: 1, loss: 0.5, visibleLoss: 0 },
    { step: 2, epoch: 1, loss: 0.25, visibleLoss: 0 },
  ],
};

describe("a model's card", () => {
  it("says what a model came of, also of what is deleted", () => {
    const parents = parentsOf(readCard(tuned));
    expect(parents.map(({ id, as }) => [id, as])).toEqual([
      ["s", "student"],
      ["t", "teacher"],
    ]);
    expect(onRecord("t", parents[1]?.known)).toMatchObject({ name: "teacher", architecture: "vit", deleted: true });
    expect(parentsOf(readCard({ provenance: { truncatedFrom: "w" } }))).toEqual([{ id: "w", as: "whole" }]);
  });

  it("has its curve as series, without those that are nothing", () => {
    expect(readCard(tuned).curve.series).toEqual([{ name: "loss", steps: [1, 2], values: [0.5, 0.25] }]);
  });

  it("names the licence of the place that it was imported from, and all that bind it", () => {
    expect(readCard({ provenance: { source: { licence: "apache-2.0" } } }).licence).toBe("apache-2.0");
    expect(readCard({ provenance: { licence: "mit" } }).licence).toBe("mit");
    expect(readCard(tuned).licences).toHaveLength(2);
  });

  it("may be empty", () => {
    expect(readCard({})).toMatchObject({ licences: [], slides: [], curve: { series: [] } });
    expect(parentsOf(readCard({}))).toEqual([]);
  });
});
