// SPDX-License-Identifier: Apache-2.0
import { DetailedError, Upload } from "tus-js-client";
import { type Problem, Refused, address, whoCalls } from "../api/client";

const CHUNK_BYTES = 8 * 1024 * 1024;

/** Uploads a file to `/v1/uploads`, going on with what was cut off before; the answer is the upload's id. */
export function send(
  file: File,
  told: (sentBytes: number, bytesPerSecond: number) => void,
  signal: AbortSignal,
): Promise<string> {
  // What was sent before is no speed.
  let first: { time: number; bytes: number } | undefined;
  return new Promise((resolve, reject) => {
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
      onProgress: (sent) => {
        first ??= { time: performance.now(), bytes: sent };
        const seconds = (performance.now() - first.time) / 1000;
        told(sent, seconds > 0.5 ? (sent - first.bytes) / seconds : 0);
      },
      onError: (error) => reject(refusal(error)),
      onSuccess: () => resolve((upload.url ?? "").replace(/.*\//, "")),
    });
    signal.addEventListener("abort", () => {
      void upload.abort();
      reject(new DOMException("The upload was stopped.", "AbortError"));
    });
    void upload.findPreviousUploads().then(([before]) => {
      if (before !== undefined) {
        upload.resumeFromPreviousUpload(before);
      }
      if (!signal.aborted) {
        upload.start();
      }
    }, reject);
  });
}

function refusal(error: Error): Error {
  const answer = error instanceof DetailedError ? error.originalResponse : null;
  try {
    const problem = JSON.parse(answer?.getBody() ?? "") as Partial<Problem>;
    return new Refused(answer?.getStatus() ?? 0, problem);
  } catch {
    return error;
  }
}
