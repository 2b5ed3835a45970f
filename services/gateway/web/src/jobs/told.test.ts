// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import type { Job, JobEvent } from "../api/client";
import { mayRetry, subject, told, took } from "./told";

function job(more: Partial<Job> = {}): Job {
  return {
    id: "a",
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

const progress: JobEvent = {
  jobId: "a",
  type: "progress",
  time: "2026-01-01T00:00:01Z",
  progress: { phase: "tiles", completed: 3, total: 10, unit: "tiles" },
};

describe("an event of progress", () => {
  it("changes its own job", () => {
    expect(told(job(), progress).progress?.completed).toBe(3);
  });

  it("leaves other jobs, and one that has ended, the same object", () => {
    const other = job({ id: "b" });
    const ended = job({ state: "SUCCEEDED" });

    expect(told(other, progress)).toBe(other);
    expect(told(ended, progress)).toBe(ended);
  });
});

describe("a retry", () => {
  const failed = (retryable?: boolean) =>
    job({
      state: "FAILED",
      error: { type: "/problems/x", title: "X", status: 422, ...(retryable !== undefined && { retryable }) },
    });

  it("is offered only where the same may succeed", () => {
    expect(mayRetry(failed(true))).toBe(true);
    expect(mayRetry(failed(false))).toBe(false);
    expect(mayRetry(failed())).toBe(false);
    expect(mayRetry(job({ state: "CANCELLED" }))).toBe(true);
    expect(mayRetry(job())).toBe(false);
  });
});

describe("what a job is about", () => {
  it("is the name in its request, the file's, or the address", () => {
    expect(subject(job({ request: { name: "A1", uri: "file:///x" } }))).toBe("A1");
    expect(subject(job({ request: { uri: "file:///x" } }))).toBe("file:///x");
    expect(subject(job({ request: { name: 3 } }))).toBeUndefined();
  });

  it("is else how many slides", () => {
    expect(subject(job({ request: { slideIds: ["x"] } }))).toBe("one slide");
    expect(subject(job({ request: { slideIds: Array(1200).fill("x") } }))).toBe("1,200 slides");
    expect(subject(job({ request: { cohortId: "c" } }))).toBe("a cohort");
  });
});

describe("how long a job took", () => {
  const startedAt = "2026-01-01T00:00:10Z";
  const now = Date.parse("2026-01-01T00:01:00Z");

  it("is told of jobs that have ended, and up to now of those that run", () => {
    expect(took(job({ state: "SUCCEEDED", startedAt, finishedAt: "2026-01-01T00:00:14Z" }), now)).toBe(4);
    expect(took(job({ startedAt }), now)).toBe(50);
    expect(took(job({ state: "QUEUED", startedAt }), now)).toBeUndefined();
    expect(took(job(), now)).toBeUndefined();
  });
});
