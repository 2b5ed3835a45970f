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

/** What the job is about, as its request says. */
export function subject(job: Job): string | undefined {
  const { name, fileName, uri } = job.request as { name?: unknown; fileName?: unknown; uri?: unknown };
  return [name, fileName, uri].find((text): text is string => typeof text === "string");
}
