// SPDX-License-Identifier: Apache-2.0
import type { Job } from "../api/client";

export interface Placed {
  readonly job: Job;
  /** From 0, those first that depend on none of the others. */
  readonly column: number;
  readonly row: number;
}

/** Jobs from left to right by what depends on what, and the pairs that an edge joins. */
export function layered(jobs: readonly Job[]): { placed: Placed[]; edges: [Placed, Placed][] } {
  const byId = new Map(jobs.map((job) => [job.id, job]));
  const columns = new Map<string, number>();
  const column = (id: string, above: ReadonlySet<string>): number => {
    const known = columns.get(id);
    const job = byId.get(id);
    if (known !== undefined || job === undefined || above.has(id)) {
      return known ?? 0;
    }
    const before = sources(job).filter((source) => byId.has(source));
    const found = Math.max(-1, ...before.map((source) => column(source, new Set(above).add(id)))) + 1;
    columns.set(id, found);
    return found;
  };
  const filled: number[] = [];
  const placed = jobs.map((job): Placed => {
    const at = column(job.id, new Set());
    const row = filled[at] ?? 0;
    filled[at] = row + 1;
    return { job, column: at, row };
  });
  const placeOf = new Map(placed.map((place) => [place.job.id, place]));
  const edges = placed.flatMap((to) =>
    sources(to.job).flatMap((id): [Placed, Placed][] => {
      const from = placeOf.get(id);
      return from === undefined ? [] : [[from, to]];
    }),
  );
  return { placed, edges };
}

// A child is drawn behind its parent.
function sources(job: Job): string[] {
  return job.parentId === undefined ? job.dependsOn : [...job.dependsOn, job.parentId];
}
