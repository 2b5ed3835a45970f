// SPDX-License-Identifier: Apache-2.0
import { useSyncExternalStore } from "react";
import { DetailedError, Upload } from "tus-js-client";
import { type Problem, Refused, address, api, given, whoCalls } from "../api/client";

export interface Sending {
  readonly key: string;
  readonly file: File;
  readonly sent: number;
  readonly bytesPerSecond: number;
  readonly state: "sending" | "paused" | "failed" | "sent";
  readonly problem?: Partial<Problem> | undefined;
  readonly uploadId?: string;
  readonly jobId?: string;
}

// A page that is reloaded loses at most one of them.
const CHUNK_BYTES = 8 * 1024 * 1024;

const tus = new Map<string, Upload>();
const listeners = new Set<() => void>();
let sendings: readonly Sending[] = [];

/** The uploads that this page has begun, wherever in it one looks. */
export function useSendings(): readonly Sending[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => sendings,
  );
}

function set(next: readonly Sending[]): void {
  sendings = next;
  listeners.forEach((listener) => listener());
}

function change(key: string, part: Partial<Sending>): void {
  set(sendings.map((one) => (one.key === key ? { ...one, ...part } : one)));
}

/** Uploads to `/v1/uploads`, each named to `POST /v1/slides` as soon as all of it has arrived. */
export function add(files: readonly File[]): void {
  const fresh = files.map((file) => ({ key: `${file.name}/${Math.random()}`, file }));
  set([
    ...sendings,
    ...fresh.map(({ key, file }) => ({ key, file, sent: 0, bytesPerSecond: 0, state: "sending" as const })),
  ]);
  fresh.forEach(({ key, file }) => void begin(key, file));
}

export function pause(key: string): void {
  void tus.get(key)?.abort();
  change(key, { state: "paused", bytesPerSecond: 0 });
}

export function resume({ key, file, uploadId }: Sending): void {
  change(key, { state: "sending", problem: undefined });
  if (uploadId !== undefined) {
    void ingest(key, file, uploadId);
  } else {
    void begin(key, file);
  }
}

/** Names what has been sent once more, with the resolution that its file does not say. */
export function ingestAgain({ key, file, uploadId }: Sending, mppOverride: number): void {
  if (uploadId !== undefined) {
    change(key, { problem: undefined });
    void ingest(key, file, uploadId, mppOverride);
  }
}

export function forget(key: string): void {
  tus.delete(key);
  set(sendings.filter((one) => one.key !== key));
}

async function begin(key: string, file: File): Promise<void> {
  const speed = speedometer();
  const upload: Upload = new Upload(file, {
    endpoint: address("/v1/uploads"),
    metadata: { filename: file.name },
    chunkSize: CHUNK_BYTES,
    retryDelays: [0, 1000, 3000, 10_000, 30_000],
    removeFingerprintOnSuccess: true,
    onBeforeRequest: async (request) => {
      if (request.getMethod() !== "HEAD") {
        const { csrfToken } = await whoCalls();
        if (csrfToken !== undefined) {
          request.setHeader("X-CSRF-Token", csrfToken);
        }
      }
    },
    onProgress: (sent) => change(key, { sent, bytesPerSecond: speed(sent) }),
    onError: (error) => change(key, { state: "failed", problem: problemOf(error) }),
    onSuccess: () => {
      const url = upload.url ?? "";
      void ingest(key, file, url.slice(url.lastIndexOf("/") + 1));
    },
  });
  tus.set(key, upload);
  const before = await upload.findPreviousUploads();
  if (before[0] !== undefined) {
    upload.resumeFromPreviousUpload(before[0]);
  }
  // Paused while it was looked up.
  if (sendings.find((one) => one.key === key)?.state === "sending") {
    upload.start();
  }
}

async function ingest(key: string, file: File, uploadId: string, mppOverride?: number): Promise<void> {
  try {
    const body = { upload: uploadId, name: file.name, ...(mppOverride !== undefined && { mppOverride }) };
    const job = given(await api.POST("/v1/slides", { body }));
    change(key, { state: "sent", sent: file.size, uploadId, jobId: job.id });
  } catch (error) {
    change(key, { state: "failed", uploadId, problem: problemOf(error) });
  }
}

/** Bytes per second, of half a second at least. What a resumed upload had before is no speed. */
function speedometer(): (sent: number) => number {
  let since: { time: number; bytes: number } | undefined;
  let rate = 0;
  return (sent) => {
    const now = performance.now();
    if (since === undefined) {
      since = { time: now, bytes: sent };
    } else if (now - since.time > 500) {
      rate = ((sent - since.bytes) * 1000) / (now - since.time);
      since = { time: now, bytes: sent };
    }
    return rate;
  };
}

function problemOf(error: unknown): Partial<Problem> {
  if (error instanceof Refused) {
    return error.problem;
  }
  const lost = { title: "The connection was lost", detail: "Nothing that has arrived is sent again." };
  if (error instanceof DetailedError) {
    try {
      return JSON.parse(error.originalResponse?.getBody() ?? "") as Problem;
    } catch {
      return lost;
    }
  }
  return error instanceof TypeError ? lost : { title: error instanceof Error ? error.message : "The upload stopped" };
}
