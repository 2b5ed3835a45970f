// SPDX-License-Identifier: Apache-2.0
import { Link } from "react-router";
import type { Job } from "../api/client";
import { layered } from "./graph";
import { useJobs, useJobsById } from "./queries";
import { State } from "./parts";
import { KINDS, subject } from "./told";

const WIDTH = 212;
const HEIGHT = 58;
const GAP_X = 56;
const GAP_Y = 14;
const MOST_CHILDREN = 4;

/** What the job waits for, what waits for it, and its parts, as far as they are near. */
export function Graph({ job }: { job: Job }) {
  const before = useJobsById([...job.dependsOn, ...(job.parentId === undefined ? [] : [job.parentId])]);
  const earlier = useJobsById(before.flatMap(({ dependsOn }) => dependsOn));
  const listed = useJobs().data?.pages.flatMap(({ items }) => items) ?? [];
  const behind = listed.filter(({ dependsOn }) => dependsOn.includes(job.id));
  const parts = useParts(job);
  const all = [...new Map([...earlier, ...before, job, ...parts, ...behind].map((one) => [one.id, one])).values()];
  if (all.length < 2) {
    return null;
  }
  const { placed, edges } = layered(all);
  const left = (column: number) => column * (WIDTH + GAP_X);
  const top = (row: number) => row * (HEIGHT + GAP_Y);
  const width = Math.max(...placed.map(({ column }) => left(column))) + WIDTH;
  const height = Math.max(...placed.map(({ row }) => top(row))) + HEIGHT;
  const hidden = (job.children?.total ?? 0) - parts.length;
  return (
    <section>
      <h2>Graph</h2>
      <div className="graph" role="region" aria-label="Graph of the job" tabIndex={0}>
        <div className="nodes" style={{ width, height }}>
          <svg width={width} height={height} aria-hidden="true">
            {edges.map(([from, to]) => {
              const [x1, y1] = [left(from.column) + WIDTH, top(from.row) + HEIGHT / 2];
              const [x2, y2] = [left(to.column), top(to.row) + HEIGHT / 2];
              const middle = (x1 + x2) / 2;
              return (
                <path
                  key={`${from.job.id} ${to.job.id}`}
                  d={`M${x1},${y1}C${middle},${y1} ${middle},${y2} ${x2},${y2}`}
                />
              );
            })}
          </svg>
          {placed.map(({ job: one, column, row }) => (
            <Link
              key={one.id}
              to={`/jobs/${one.id}`}
              className="node"
              aria-current={one.id === job.id ? "true" : undefined}
              style={{ left: left(column), top: top(row), width: WIDTH, height: HEIGHT }}
            >
              <span className="name">
                {KINDS[one.kind]}
                {subject(one) !== undefined && `: ${subject(one)}`}
              </span>
              <State job={one} />
            </Link>
          ))}
        </div>
      </div>
      {hidden > 0 && <p className="quiet">And {hidden} more parts, below.</p>}
    </section>
  );
}

function useParts(job: Job): Job[] {
  const children = useJobs({ parentId: job.id }, job.children !== undefined);
  return (children.data?.pages[0]?.items ?? []).slice(0, MOST_CHILDREN);
}
