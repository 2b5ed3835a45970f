// SPDX-License-Identifier: Apache-2.0
import type { Job, JobEvent, JobState } from "../api/client";

export const STATES: Record<JobState, string> = {
  BLOCKED: "Waiting for others",
  QUEUED: "Queued",
  RUNNING: "Running",
  CANCELLING: "Being cancelled",
  SUCCEEDED: "Done",
  FAILED: "Failed",
  CANCELLED: "Cancelled",
};

export const KINDS: Record<Job["kind"], string> = {
  ingest: "Read a slide",
  "feature-extraction": "Extract features",
  "fine-tuning": "Fine-tune a model",
  "mil-training": "Train a classifier",
  classification: "Classify slides",
  "model-import": "Import a model",
};

export function hasEnded(job: Job): boolean {
  return job.state === "SUCCEEDED" || job.state === "FAILED" || job.state === "CANCELLED";
}

/** Whether a retry of the job as it is can help: it was cancelled, or failed for a reason that may pass. */
export function mayRetry(job: Job): boolean {
  return job.state === "CANCELLED" || (job.state === "FAILED" && job.error?.retryable === true);
}

/** The job as it is after an event of its progress; the same object where the event does not change it. */
export function told(job: Job, event: JobEvent): Job {
  if (event.jobId !== job.id || event.progress === undefined || hasEnded(job)) {
    return job;
  }
  return { ...job, progress: event.progress };
}

/** What the job is about, as its request says: a name, an address, or how many slides. */
export function subject(job: Job): string | undefined {
  const { name, fileName, uri, slideIds, cohortId } = job.request;
  const said = [name, fileName, uri].find((text): text is string => typeof text === "string");
  if (said !== undefined) {
    return said;
  }
  if (Array.isArray(slideIds)) {
    return slideIds.length === 1 ? "one slide" : `${slideIds.length.toLocaleString("en")} slides`;
  }
  return typeof cohortId === "string" ? "a cohort" : undefined;
}

/** Seconds from when a worker took the job up to its end, or to `now` while it runs. */
export function took(job: Job, now: number): number | undefined {
  if (job.startedAt === undefined || (job.finishedAt === undefined && job.state !== "RUNNING")) {
    return undefined;
  }
  const end = job.finishedAt === undefined ? now : Date.parse(job.finishedAt);
  return Math.max(0, (end - Date.parse(job.startedAt)) / 1000);
}
