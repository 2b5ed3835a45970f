// SPDX-License-Identifier: Apache-2.0

/** A model in a lineage; of a deleted one what those that came of it keep. */
export interface Kin {
  readonly id: string;
  readonly name: string;
  readonly architecture: string;
  readonly origin: string | undefined;
  readonly licence: string | undefined;
  readonly deleted: boolean;
  readonly parents: readonly Parent[];
}

export interface Parent {
  readonly id: string;
  /** What it was to the child. */
  readonly as: "student" | "teacher" | "whole";
}

/** A node's place in the drawing, from the left; its ancestors stand above it. */
export interface Placed {
  readonly kin: Kin;
  readonly x: number;
  readonly y: number;
}

export interface Edge {
  readonly from: Placed;
  readonly to: Placed;
  readonly as: Parent["as"];
  /** Where it goes down past the rows between, clear of what stands there. */
  readonly via: number;
}

export interface Drawing {
  readonly nodes: readonly Placed[];
  readonly edges: readonly Edge[];
  readonly width: number;
  readonly height: number;
}

export const NODE = { width: 216, height: 76 };
export const GAP = { x: 28, y: 56 };

/**
 * Places a lineage in rows: each model below all that it came of, so that every edge goes down. Rows are centred over
 * each other, and within one row a model stands where the mean of its parents is.
 */
export function layOut(kin: readonly Kin[]): Drawing {
  const byId = new Map(kin.map((one) => [one.id, one]));
  const depths = new Map<string, number>();
  const depth = (id: string, seen: ReadonlySet<string>): number => {
    const known = depths.get(id);
    const parents = byId.get(id)?.parents.filter((parent) => byId.has(parent.id) && !seen.has(parent.id)) ?? [];
    const found = known ?? Math.max(-1, ...parents.map((parent) => depth(parent.id, new Set([...seen, id])))) + 1;
    depths.set(id, found);
    return found;
  };
  const rows: Kin[][] = [];
  for (const one of kin) {
    (rows[depth(one.id, new Set())] ??= []).push(one);
  }
  const widest = Math.max(0, ...rows.map((row) => row.length));
  const inner = widest * NODE.width + Math.max(0, widest - 1) * GAP.x;
  // Room on both sides for what goes past.
  const width = inner + (rows.length > 2 ? 2 * GAP.x : 0);
  const places = new Map<string, Placed>();
  rows.forEach((row, index) => {
    const wanted = (one: Kin) => {
      const above = one.parents.flatMap(({ id }) => places.get(id)?.x ?? []);
      return above.length === 0 ? Infinity : above.reduce((sum, x) => sum + x, 0) / above.length;
    };
    const order = index === 0 ? studentsFirst(row, kin) : [...row].sort((one, other) => wanted(one) - wanted(other));
    const extent = row.length * NODE.width + (row.length - 1) * GAP.x;
    order.forEach((one, place) => {
      const x = (width - extent) / 2 + place * (NODE.width + GAP.x);
      places.set(one.id, { kin: one, x, y: index * (NODE.height + GAP.y) });
    });
  });
  const nodes = [...places.values()];
  const edges = nodes.flatMap((to) =>
    to.kin.parents.flatMap((parent) => {
      const from = places.get(parent.id);
      return from === undefined || from.y >= to.y ? [] : [{ from, to, as: parent.as, via: clear(nodes, from, to) }];
    }),
  );
  return { nodes, edges, width, height: rows.length * NODE.height + Math.max(0, rows.length - 1) * GAP.y };
}

const CLEARANCE = GAP.x / 2;

// The place nearest to straight down at which no node between stands in the way.
function clear(nodes: readonly Placed[], from: Placed, to: Placed): number {
  const straight = from.x + NODE.width / 2;
  const between = nodes.filter(({ y }) => y > from.y && y < to.y);
  const free = (x: number) => between.every((node) => x <= node.x - CLEARANCE || x >= node.x + NODE.width + CLEARANCE);
  return (
    [straight, ...between.flatMap(({ x }) => [x - CLEARANCE, x + NODE.width + CLEARANCE])]
      .filter(free)
      .sort((one, other) => Math.abs(one - straight) - Math.abs(other - straight))[0] ?? straight
  );
}

// What is tuned stands left of what teaches.
function studentsFirst(row: readonly Kin[], kin: readonly Kin[]): Kin[] {
  const teachers = new Set(
    kin.flatMap(({ parents }) => parents.filter(({ as }) => as === "teacher").map(({ id }) => id)),
  );
  return [...row].sort((one, other) => Number(teachers.has(one.id)) - Number(teachers.has(other.id)));
}
