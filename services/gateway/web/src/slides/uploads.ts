// SPDX-License-Identifier: Apache-2.0
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useRef, useState } from "react";
import { DetailedError, Upload } from "tus-js-client";
import { type Problem, Refused, api, given, whoCalls } from "../api/client";

export interface Sending {
  readonly key: string;
  readonly file: File;
  readonly sent: number;
  readonly bytesPerSecond: number;
  readonly state: "sending" | "paused" | "failed" | "sent";
  readonly problem?: Partial<Problem> | undefined;
  readonly jobId?: string;
}

// A page that is reloaded loses at most one of them.
const CHUNK_BYTES = 16 * 1024 * 1024;

/** Uploads to `/v1/uploads`, each named to `POST /v1/slides` as soon as all of it has arrived. */
export function useUploads() {
  const queries = useQueryClient();
  const uploads = useRef(new Map<string, Upload>());
  const [sendings, setSendings] = useState<Sending[]>([]);

  const change = useCallback((key: string, part: Partial<Sending>) => {
    setSendings((all) => all.map((one) => (one.key === key ? { ...one, ...part } : one)));
  }, []);

  const ingest = useCallback(
    async (key: string, file: File, address: string) => {
      try {
        const upload = address.slice(address.lastIndexOf("/") + 1);
        const job = given(await api.POST("/v1/slides", { body: { upload, name: file.name } }));
        change(key, { state: "sent", sent: file.size, jobId: job.id });
        await queries.invalidateQueries({ queryKey: ["jobs"] });
      } catch (error) {
        change(key, { state: "failed", problem: problemOf(error) });
      }
    },
    [change, queries],
  );

  const begin = useCallback(
    async (key: string, file: File) => {
      let since = { time: performance.now(), bytes: -1, rate: 0 };
      const upload = new Upload(file, {
        endpoint: new URL("../v1/uploads", location.href).href,
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
        onProgress: (sent) => {
          const now = performance.now();
          // What a resumed upload had before is no speed.
          if (since.bytes < 0) {
            since = { time: now, bytes: sent, rate: 0 };
          } else if (now - since.time > 500) {
            since = { time: now, bytes: sent, rate: ((sent - since.bytes) * 1000) / (now - since.time) };
          }
          change(key, { sent, bytesPerSecond: since.rate });
        },
        onError: (error) => change(key, { state: "failed", problem: problemOf(error) }),
        onSuccess: () => void ingest(key, file, upload.url ?? ""),
      });
      uploads.current.set(key, upload);
      const before = await upload.findPreviousUploads();
      if (before[0] !== undefined) {
        upload.resumeFromPreviousUpload(before[0]);
      }
      upload.start();
    },
    [change, ingest],
  );

  const add = useCallback(
    (files: readonly File[]) => {
      const fresh = files.map((file) => ({ key: `${file.name}/${Math.random()}`, file }));
      setSendings((all) => [
        ...all,
        ...fresh.map(({ key, file }) => ({ key, file, sent: 0, bytesPerSecond: 0, state: "sending" as const })),
      ]);
      fresh.forEach(({ key, file }) => void begin(key, file));
    },
    [begin],
  );

  const pause = (key: string) => {
    void uploads.current.get(key)?.abort();
    change(key, { state: "paused" });
  };
  const resume = (key: string) => {
    const upload = uploads.current.get(key);
    const file = sendings.find((one) => one.key === key)?.file;
    change(key, { state: "sending", problem: undefined });
    if (upload !== undefined && file !== undefined && upload.url !== null) {
      upload.start();
    } else if (file !== undefined) {
      void begin(key, file);
    }
  };
  const drop = (key: string) => {
    uploads.current.delete(key);
    setSendings((all) => all.filter((one) => one.key !== key));
  };
  return { sendings, add, pause, resume, drop };
}

function problemOf(error: unknown): Partial<Problem> {
  if (error instanceof Refused) {
    return error.problem;
  }
  if (error instanceof DetailedError) {
    const body = error.originalResponse?.getBody();
    try {
      return body === undefined || body === "" ? { title: "The connection was lost" } : (JSON.parse(body) as Problem);
    } catch {
      return { title: "The connection was lost" };
    }
  }
  return { title: error instanceof Error ? error.message : "The upload stopped" };
}
