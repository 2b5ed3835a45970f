// SPDX-License-Identifier: Apache-2.0
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useLayoutEffect, useRef, useState } from "react";
import { Link } from "react-router";
import type { Job } from "../api/client";
import { Fault, ProblemNote } from "../shell/Fault";
import { Commands, Progress, State } from "./parts";
import { useJobs } from "./queries";
import { useStreaming } from "./streaming";
import { KINDS, subject } from "./told";

export function JobsPage() {
  const jobs = useJobs();
  const streaming = useStreaming();
  const all = jobs.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <div className="title">
        <h1>Jobs</h1>
        <span className="quiet" role="status">
          {streaming ? "Live" : "Asked every 3 s"}
        </span>
      </div>
      {jobs.isError && <Fault error={jobs.error} />}
      {jobs.isPending && (
        <ul className="rows" aria-label="Jobs are being loaded">
          {Array.from({ length: 5 }, (_, index) => (
            <li key={index} className="job ghost" />
          ))}
        </ul>
      )}
      {jobs.isSuccess && all.length === 0 && (
        <p className="empty">
          No jobs yet. <Link to="/slides">Upload a slide</Link>: that is the first one.
        </p>
      )}
      <JobList jobs={all} />
      {jobs.hasNextPage && (
        <button type="button" onClick={() => void jobs.fetchNextPage()} disabled={jobs.isFetchingNextPage}>
          Older jobs
        </button>
      )}
    </>
  );
}

/** Only the rows in sight are in the document. */
export function JobList({ jobs }: { jobs: Job[] }) {
  const list = useRef<HTMLUListElement>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => setTop(list.current?.offsetTop ?? 0), [jobs.length]);
  const rows = useWindowVirtualizer({
    count: jobs.length,
    estimateSize: () => 84,
    overscan: 6,
    scrollMargin: top,
    getItemKey: (index) => jobs[index]?.id ?? index,
  });
  return (
    <ul className="rows tall" ref={list} style={{ height: rows.getTotalSize() }}>
      {rows.getVirtualItems().map(({ index, key, start }) => {
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

function Row({ job }: { job: Job }) {
  const about = subject(job);
  return (
    <>
      <div className="line">
        <State job={job} />
        <Link to={`/jobs/${job.id}`} className="name">
          {KINDS[job.kind]}
          {about !== undefined && `: ${about}`}
        </Link>
        <time className="quiet figure" dateTime={job.createdAt}>
          {new Date(job.createdAt).toLocaleString()}
        </time>
        <Commands job={job} />
      </div>
      <Progress job={job} />
      {job.error !== undefined && <ProblemNote problem={job.error} />}
    </>
  );
}
