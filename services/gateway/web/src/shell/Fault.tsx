// SPDX-License-Identifier: Apache-2.0
import { type Problem, Refused } from "../api/client";

/** A problem document in words, with what to quote when asking for help. */
export function ProblemNote({ problem }: { problem: Partial<Problem> }) {
  return (
    <div className="fault" role="alert">
      <strong>{problem.title ?? "Something went wrong"}</strong>
      {problem.detail !== undefined && <p>{problem.detail}</p>}
      {problem.traceId !== undefined && (
        <p className="quiet">
          Trace <code>{problem.traceId}</code>
        </p>
      )}
    </div>
  );
}

export function Fault({ error }: { error: unknown }) {
  if (error instanceof Refused) {
    return <ProblemNote problem={{ title: error.message, ...error.problem }} />;
  }
  return <ProblemNote problem={{ title: "The server cannot be reached", detail: "It is tried again by itself." }} />;
}
