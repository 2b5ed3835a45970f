// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import { type Kin, NODE, layOut } from "./lineage";

function kin(id: string, ...parents: [string, Kin["parents"][number]["as"]][]): Kin {
  return {
    id,
    name: id,
    architecture: "resnet18",
    origin: "IMPORTED",
    licence: undefined,
    deleted: false,
    parents: parents.map(([parent, as]) => ({ id: parent, as })),
  };
}

describe("the drawing of a lineage", () => {
  it("of one model is that model", () => {
    expect(layOut([kin("a")])).toMatchObject({ edges: [], width: NODE.width, height: NODE.height });
  });

  it("places each model below all that it came of", () => {
    const drawing = layOut([
      kin("tuned twice", ["tuned", "student"], ["teacher", "teacher"]),
      kin("tuned", ["cut", "student"], ["teacher", "teacher"]),
      kin("cut", ["teacher", "whole"]),
      kin("teacher"),
    ]);
    expect(drawing.nodes.map(({ kin: { id } }) => id)).toEqual(["teacher", "cut", "tuned", "tuned twice"]);
    expect(drawing.edges).toHaveLength(5);
    const past = drawing.edges.find(({ from, to }) => from.kin.id === "teacher" && to.kin.id === "tuned twice");
    expect(drawing.nodes.every(({ x }) => Math.abs((past?.via ?? x) - (x + NODE.width / 2)) > NODE.width / 2)).toBe(
      true,
    );
    expect(past?.via).toBeGreaterThan(0);
    expect(past?.via).toBeLessThan(drawing.width);
    expect(drawing.edges.every(({ from, to }) => to.y >= from.y + NODE.height)).toBe(true);
  });

  it("lets no two models overlap, and keeps them within its extent", () => {
    const drawing = layOut([
      kin("x", ["a", "student"], ["b", "teacher"]),
      kin("y", ["b", "student"], ["c", "teacher"]),
      kin("a"),
      kin("b"),
      kin("c"),
      kin("z", ["x", "student"], ["y", "teacher"]),
    ]);
    for (const one of drawing.nodes) {
      expect(one.x).toBeGreaterThanOrEqual(0);
      expect(one.x + NODE.width).toBeLessThanOrEqual(drawing.width);
      expect(one.y + NODE.height).toBeLessThanOrEqual(drawing.height);
      for (const other of drawing.nodes) {
        const apart = Math.abs(one.x - other.x) >= NODE.width || Math.abs(one.y - other.y) >= NODE.height;
        expect(one === other || apart).toBe(true);
      }
    }
  });

  it("has the student left of its teacher", () => {
    const { nodes } = layOut([
      kin("teacher"),
      kin("student"),
      kin("tuned", ["student", "student"], ["teacher", "teacher"]),
    ]);
    const x = (id: string) => nodes.find((node) => node.kin.id === id)?.x ?? NaN;
    expect(x("student")).toBeLessThan(x("teacher"));
    expect(x("tuned")).toBe((x("student") + x("teacher")) / 2);
  });

  it("leaves out parents that nobody knows, and survives a circle", () => {
    expect(layOut([kin("a", ["gone", "whole"])]).edges).toEqual([]);
    expect(layOut([kin("a", ["b", "student"]), kin("b", ["a", "student"])]).nodes).toHaveLength(2);
  });
});
