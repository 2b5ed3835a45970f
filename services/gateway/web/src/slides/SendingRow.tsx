// SPDX-License-Identifier: Apache-2.0
import { Link } from "react-router";
import type { Problem } from "../api/client";
import { bytes, duration, percent } from "../format/units";
import { useJob } from "../jobs/queries";
import { ProblemNote } from "../shell/Fault";
import { type Sending, forget, ingestAgain, pause, resume } from "./uploads";

/** A file on its way, and then how its slide is read. */
export function SendingRow({ sending }: { sending: Sending }) {
  const { file, sent, state, problem } = sending;
  return (
    <li>
      <span className="name">{file.name}</span>
      {state === "sent" ? (
        <Reading sending={sending} />
      ) : (
        <>
          <progress max={Math.max(1, file.size)} value={sent} aria-label={`Upload of ${file.name}`} />
          <span className="quiet figure">{told(sending)}</span>
        </>
      )}
      {state === "sending" && (
        <button type="button" aria-label={`Pause ${file.name}`} onClick={() => pause(sending.key)}>
          Pause
        </button>
      )}
      {(state === "paused" || state === "failed") && (
        <button type="button" onClick={() => resume(sending)}>
          {state === "paused" ? "Resume" : "Try again"}
        </button>
      )}
      {state !== "sending" && (
        <button type="button" onClick={() => forget(sending.key)} aria-label={`Take ${file.name} off the list`}>
          ×
        </button>
      )}
      {problem !== undefined && <ProblemNote problem={problem} />}
    </li>
  );
}

const UNSURE = ["/problems/missing-mpp", "/problems/contradictory-mpp", "/problems/anisotropic-pixels"];

function Reading({ sending }: { sending: Sending }) {
  const job = useJob(sending.jobId ?? "").data;
  switch (job?.state) {
    case undefined:
    case "BLOCKED":
    case "QUEUED":
      return <span className="quiet">Arrived, waits to be read</span>;
    case "RUNNING":
      return <span className="quiet">Being read{job.progress && `: ${job.progress.phase}`}</span>;
    case "SUCCEEDED":
      return job.result?.slideId === undefined ? null : <Link to={`/slides/${job.result.slideId}`}>Look at it</Link>;
    case "CANCELLING":
    case "CANCELLED":
      return <span className="quiet">Its reading was cancelled</span>;
    case "FAILED":
      return (
        <>
          <Link to={`/jobs/${job.id}`}>Not read</Link>
          {job.error !== undefined && <ProblemNote problem={inWords(job.error)} />}
          {UNSURE.includes(job.error?.type ?? "") && <Resolution sending={sending} />}
        </>
      );
  }
}

// What it says to callers of the API is the form's to say here.
function inWords(problem: Problem): Partial<Problem> {
  return problem.type === "/problems/missing-mpp"
    ? { title: "Its file does not say how large its pixels are", detail: "Nothing is guessed: say it, and it is read." }
    : problem;
}

/** Asks for what the file does not say, and reads it again: nothing is sent a second time. */
function Resolution({ sending }: { sending: Sending }) {
  const id = `mpp-${sending.key}`;
  return (
    <form
      className="resolution"
      onSubmit={(event) => {
        event.preventDefault();
        ingestAgain(sending, Number(new FormData(event.currentTarget).get("mpp")));
      }}
    >
      <label htmlFor={id}>Micrometres per pixel</label>
      <input id={id} name="mpp" type="number" min="0.01" max="100" step="any" required placeholder="0.25" />
      <button type="submit">Read it with this</button>
    </form>
  );
}

function told({ file, sent, state, bytesPerSecond }: Sending): string {
  const far = `${bytes(sent)} of ${bytes(file.size)}`;
  switch (state) {
    case "sending":
      return bytesPerSecond > 0
        ? `${far} · ${bytes(bytesPerSecond)}/s · ${duration((file.size - sent) / bytesPerSecond)} left`
        : far;
    case "paused":
      return `Paused at ${percent(sent / Math.max(1, file.size))}`;
    case "failed":
      return `Stopped at ${far}`;
    case "sent":
      return bytes(file.size);
  }
}
