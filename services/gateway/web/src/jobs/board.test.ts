// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import type { Job } from "../api/client";
import { renew } from "./board";
import { readWanted } from "./filter";
import { layered } from "./graph";
import { grouped } from "./metrics";

function job(id: string, more: Partial<Job> = {}): Job {
  return {
    id,
    kind: "ingest",
    state: "RUNNING",
    request: {},
    priority: 0,
    attempts: [],
    dependsOn: [],
    outputs: [],
    createdAt: "2026-01-01T00:00:00Z",
    ...more,
  };
}

const pages = () => [{ items: [job("8"), job("6")], nextPageToken: "x" }, { items: [job("4"), job("2")] }];
const ids = (renewed: { items: Job[] }[]) => renewed.map(({ items }) => items.map(({ id }) => id));

describe("the board", () => {
  it("keeps a changed job in its place, and pages without one as they are", () => {
    const before = pages();
    const after = renew(before, [job("4", { state: "SUCCEEDED" })], {});
    expect(ids(after)).toEqual([
      ["8", "6"],
      ["4", "2"],
    ]);
    expect(after[1]?.items[0]?.state).toBe("SUCCEEDED");
    expect(after[0]).toBe(before[0]);
  });

  it("puts new jobs on top, the newest first", () => {
    expect(ids(renew(pages(), [job("9"), job("a")], {}))[0]).toEqual(["a", "9", "8", "6"]);
  });

  it("leaves out older jobs whose page is not there yet, and children", () => {
    expect(ids(renew(pages(), [job("1"), job("9", { parentId: "8" })], {}))).toEqual(ids(pages()));
  });

  it("drops what is no longer wanted", () => {
    const after = renew(pages(), [job("6", { state: "FAILED" }), job("9", { state: "QUEUED" })], { state: "RUNNING" });
    expect(ids(after)[0]).toEqual(["8"]);
  });

  it("takes children into their parent's list", () => {
    expect(ids(renew([{ items: [] }], [job("9", { parentId: "p" }), job("a")], { parentId: "p" }))).toEqual([["9"]]);
  });

  it("reads of an address only kinds and states that there are", () => {
    expect(readWanted(new URLSearchParams("kind=fine-tuning&state=RUNNING"))).toEqual({
      kind: "fine-tuning",
      state: "RUNNING",
    });
    expect(readWanted(new URLSearchParams("kind=rm&state=running"))).toEqual({});
  });
});

describe("the graph", () => {
  it("goes from what comes first to what depends on it, a child behind its parent", () => {
    const { placed, edges } = layered([
      job("d", { dependsOn: ["b", "c"] }),
      job("a"),
      job("c", { dependsOn: ["b"] }),
      job("b", { dependsOn: ["a", "elsewhere"] }),
      job("e", { parentId: "b" }),
    ]);
    const columns = Object.fromEntries(placed.map((one) => [one.job.id, one.column]));
    expect(columns).toEqual({ a: 0, b: 1, c: 2, d: 3, e: 2 });
    expect(edges.map(([from, to]) => from.job.id + to.job.id).sort()).toEqual(["ab", "bc", "bd", "be", "cd"]);
    expect(new Set(placed.map(({ column, row }) => `${column} ${row}`)).size).toBe(5);
  });

  it("ends where jobs name each other", () => {
    expect(layered([job("a", { dependsOn: ["b"] }), job("b", { dependsOn: ["a"] })]).placed).toHaveLength(2);
  });
});

describe("metrics", () => {
  it("of one measure come together, by fold", () => {
    const series = ["fold0.validationAuroc", "fold1.validationAuroc", "loss"].map((name) => ({
      name,
      steps: [1],
      values: [0.5],
    }));
    expect(grouped(series).map(({ measure, series: parts }) => [measure, ...parts.map(({ part }) => part)])).toEqual([
      ["Validation AUROC", "Fold 0", "Fold 1"],
      ["Loss", "Loss"],
    ]);
  });
});
