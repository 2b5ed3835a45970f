// SPDX-License-Identifier: Apache-2.0
import type { Job } from "../api/client";
import { duration } from "../format/units";
import { mayOperate } from "../api/client";
import { Fault } from "../shell/Fault";
import { useMe } from "../shell/Shell";
import { useCommand } from "./queries";
import { KINDS, STATES, hasEnded, mayRetry } from "./told";

export function State({ job }: { job: Job }) {
  return <span className={`state ${job.state.toLowerCase()}`}>{STATES[job.state]}</span>;
}

/** How far a job is, how fast it goes and how long it will take; or what it waits for. */
export function Progress({ job }: { job: Job }) {
  if (hasEnded(job)) {
    return null;
  }
  const { progress } = job;
  return (
    <div className="progress">
      {progress !== undefined && (
        <>
          <progress
            aria-label={`Progress of: ${KINDS[job.kind]}`}
            max={progress.total ?? 1}
            value={progress.total === undefined ? undefined : progress.completed}
          />
          <span className="quiet figure">
            {progress.phase}: {progress.completed.toLocaleString("en")}
            {progress.total !== undefined && ` of ${progress.total.toLocaleString("en")}`} {progress.unit}
            {progress.ratePerSecond !== undefined && ` · ${Number(progress.ratePerSecond.toPrecision(3))}/s`}
            {progress.secondsLeft !== undefined && ` · ${duration(progress.secondsLeft)} left`}
          </span>
        </>
      )}
      {job.waitsFor !== undefined && (
        <span className="quiet">
          Waits for {job.waitsFor.message}
          {job.waitsFor.until !== undefined && (
            <span className="figure"> · not before {new Date(job.waitsFor.until).toLocaleTimeString()}</span>
          )}
        </span>
      )}
    </div>
  );
}

export function Commands({ job }: { job: Job }) {
  const me = useMe();
  const command = useCommand(job);
  if (me.data === undefined || !mayOperate(me.data)) {
    return null;
  }
  return (
    <div className="commands">
      {!hasEnded(job) && job.state !== "CANCELLING" && (
        <button type="button" disabled={command.isPending} onClick={() => command.mutate("cancel")}>
          Cancel
        </button>
      )}
      {mayRetry(job) && (
        <button type="button" disabled={command.isPending} onClick={() => command.mutate("retry")}>
          Retry
        </button>
      )}
      {command.isError && <Fault error={command.error} />}
    </div>
  );
}
