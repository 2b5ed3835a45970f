// SPDX-License-Identifier: Apache-2.0
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { memo, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { Link, useSearchParams } from "react-router";
import type { Job } from "../api/client";
import { duration } from "../format/units";
import { Fault, ProblemNote } from "../shell/Fault";
import { readWanted } from "./filter";
import { Commands, Progress, State } from "./parts";
import { useJobs } from "./queries";
import { useStreaming } from "./streaming";
import { KINDS, STATES, subject, took } from "./told";
import "./jobs.css";

// So many rows before the end of what is there the next page is asked for.
const AHEAD = 60;

export function JobsPage() {
  const [address, setAddress] = useSearchParams();
  const wanted = readWanted(address);
  const jobs = useJobs(wanted);
  const streaming = useStreaming();
  const all = useMemo(() => jobs.data?.pages.flatMap((page) => page.items) ?? [], [jobs.data]);
  const filtered = wanted.kind !== undefined || wanted.state !== undefined;
  const set = (name: string, value: string) =>
    setAddress(
      (before) => {
        before.set(name, value);
        if (value === "") {
          before.delete(name);
        }
        return before;
      },
      { replace: true },
    );
  return (
    <>
      <div className="title">
        <h1>Jobs</h1>
        <span className="quiet" role="status">
          {streaming ? "Live" : "Asked every 3 s"}
        </span>
      </div>
      {(all.length > 0 || filtered) && (
        <search className="tools">
          <select aria-label="Kind" value={wanted.kind ?? ""} onChange={(event) => set("kind", event.target.value)}>
            <option value="">Every kind</option>
            {Object.entries(KINDS).map(([key, text]) => (
              <option key={key} value={key}>
                {text}
              </option>
            ))}
          </select>
          <select aria-label="State" value={wanted.state ?? ""} onChange={(event) => set("state", event.target.value)}>
            <option value="">Every state</option>
            {Object.entries(STATES).map(([key, text]) => (
              <option key={key} value={key}>
                {text}
              </option>
            ))}
          </select>
        </search>
      )}
      {jobs.isError && <Fault error={jobs.error} />}
      {jobs.isPending && (
        <ul className="rows" aria-label="Jobs are being loaded">
          {Array.from({ length: 5 }, (_, index) => (
            <li key={index} className="job ghost" />
          ))}
        </ul>
      )}
      {jobs.isSuccess && all.length === 0 && !filtered && (
        <p className="empty">
          No jobs yet. <Link to="/slides">Upload a slide</Link>: that is the first one.
        </p>
      )}
      {jobs.isSuccess && all.length === 0 && filtered && <p className="empty">No job is like that.</p>}
      <JobList
        jobs={all}
        more={jobs.hasNextPage && !jobs.isFetchingNextPage ? () => void jobs.fetchNextPage() : undefined}
      />
      {jobs.isFetchingNextPage && <p className="quiet">Older jobs are being loaded.</p>}
    </>
  );
}

/** Only the rows in sight are in the document; `more` is called where the end comes near. */
export function JobList({ jobs, more }: { jobs: Job[]; more?: (() => void) | undefined }) {
  const list = useRef<HTMLUListElement>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => setTop(list.current?.offsetTop ?? 0), [jobs.length]);
  const rows = useWindowVirtualizer({
    count: jobs.length,
    estimateSize: () => 73,
    overscan: 8,
    scrollMargin: top,
    getItemKey: (index) => jobs[index]?.id ?? index,
  });
  const items = rows.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  const near = jobs.length > 0 && last >= jobs.length - AHEAD;
  useEffect(() => {
    if (near) {
      more?.();
    }
  }, [near, more]);
  return (
    <ul className="rows tall" ref={list} style={{ height: rows.getTotalSize() }}>
      {items.map(({ index, key, start }) => {
        const job = jobs[index];
        return (
          job && (
            <li
              key={key}
              ref={rows.measureElement}
              data-index={index}
              className="job"
              aria-setsize={jobs.length}
              aria-posinset={index + 1}
              style={{ transform: `translateY(${start - top}px)` }}
            >
              <Row job={job} />
            </li>
          )
        );
      })}
    </ul>
  );
}

const Row = memo(function Row({ job }: { job: Job }) {
  const about = subject(job);
  return (
    <>
      <div className="line">
        <State job={job} />
        <Link to={`/jobs/${job.id}`} className="name">
          {KINDS[job.kind]}
          {about !== undefined && `: ${about}`}
        </Link>
        <span className="quiet figure">
          {job.finishedAt !== undefined && job.startedAt !== undefined && `${duration(took(job, 0) ?? 0)} · `}
          <time dateTime={job.createdAt}>{new Date(job.createdAt).toLocaleString()}</time>
        </span>
        <Commands job={job} />
      </div>
      <Progress job={job} />
      {job.error !== undefined && <ProblemNote problem={job.error} />}
    </>
  );
});
