// SPDX-License-Identifier: Apache-2.0
import { useMutation } from "@tanstack/react-query";
import { useId, useRef } from "react";
import { type Problem, Refused } from "../api/client";
import { Fault } from "../shell/Fault";
import "./things.css";

type Dependants = NonNullable<Problem["dependants"]>;

const TYPES: Record<Dependants[number]["type"], [string, string]> = {
  cohort: ["cohort", "cohorts"],
  split: ["split", "splits"],
  "feature-set": ["feature set", "feature sets"],
  classifier: ["classifier", "classifiers"],
  prediction: ["prediction", "predictions"],
  job: ["job that has not ended", "jobs that have not ended"],
};

/** Deletes a thing after asking. What hangs on it is named, and goes, too, where that is chosen. */
export function Remove(props: { what: string; remove: (cascade: boolean) => Promise<unknown>; gone: () => void }) {
  const { what, remove, gone } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useId();
  const removal = useMutation({ mutationFn: remove, onSuccess: gone });
  const dependants = removal.error instanceof Refused ? removal.error.problem.dependants : undefined;
  const busy = dependants?.some(({ type }) => type === "job") ?? false;
  return (
    <>
      <button
        type="button"
        className="danger"
        onClick={() => {
          removal.reset();
          dialog.current?.showModal();
        }}
      >
        Delete
      </button>
      <dialog ref={dialog} aria-labelledby={title}>
        <h2 id={title}>Delete {what}?</h2>
        {dependants === undefined && <p>It cannot be brought back.</p>}
        {dependants !== undefined && (
          <>
            <p>{busy ? "It is in use:" : "What hangs on it goes, too:"}</p>
            <ul>
              {dependants.map(({ type, count }) => (
                <li key={type} className="figure">
                  {count} {TYPES[type][count === 1 ? 0 : 1]}
                </li>
              ))}
            </ul>
            {busy && <p>Cancel the jobs, or let them end.</p>}
          </>
        )}
        {removal.isError && dependants === undefined && <Fault error={removal.error} />}
        <div className="row">
          <button type="button" onClick={() => dialog.current?.close()}>
            Keep it
          </button>
          {!busy && (
            <button
              type="button"
              className="danger"
              disabled={removal.isPending}
              onClick={() => removal.mutate(dependants !== undefined)}
            >
              {dependants === undefined ? "Delete" : "Delete all of it"}
            </button>
          )}
        </div>
      </dialog>
    </>
  );
}
