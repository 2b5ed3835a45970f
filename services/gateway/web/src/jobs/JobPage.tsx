// SPDX-License-Identifier: Apache-2.0
import { Link, useParams, useSearchParams } from "react-router";
import type { Job } from "../api/client";
import { duration } from "../format/units";
import { onward } from "../things/onward";
import { Curves } from "./Curves";
import { Graph } from "./Graph";
import { Fault, ProblemNote } from "../shell/Fault";
import { JobList } from "./JobsPage";
import { Log } from "./Log";
import { Commands, Progress, State } from "./parts";
import { useJob, useJobs } from "./queries";
import { KINDS, subject, took } from "./told";
import { Waiting } from "../things/Waiting";
import "./jobs.css";

export function JobPage() {
  const { jobId = "" } = useParams();
  const found = useJob(jobId);
  if (found.isError) {
    return (
      <>
        <h1>Job</h1>
        <Fault error={found.error} />
        <Link to="/jobs">All jobs</Link>
      </>
    );
  }
  if (found.data === undefined) {
    return <Waiting title="Job" />;
  }
  const job = found.data;
  const about = subject(job);
  return (
    <>
      <div className="title">
        <h1>{about === undefined ? KINDS[job.kind] : `${KINDS[job.kind]}: ${about}`}</h1>
        <State job={job} />
      </div>
      <p className="quiet figure">
        Asked for {new Date(job.createdAt).toLocaleString()}
        {job.createdBy !== undefined && ` by ${job.createdBy}`}
        {job.finishedAt !== undefined && job.startedAt !== undefined && ` · took ${duration(took(job, 0) ?? 0)}`}
      </p>
      <Progress job={job} />
      {job.error !== undefined && <ProblemNote problem={job.error} />}
      {job.error?.type === "/problems/missing-features" && (
        <p>
          <Link to={`/features/new?cohort=${String(job.request["cohortId"] ?? "")}`}>Extract the features</Link>, then
          ask again.
        </p>
      )}
      <Commands job={job} />
      <Made job={job} />
      {job.result?.warnings?.map((warning) => (
        <p key={warning} className="warning">
          {warning}
        </p>
      ))}
      <Curves job={job} />
      <Graph job={job} />
      <Attempts job={job} />
      {job.children !== undefined && <Children job={job} />}
      <Log key={job.id} jobId={job.id} />
    </>
  );
}

/** Links to what it made. */
function Made({ job }: { job: Job }) {
  const [address] = useSearchParams();
  const then = onward(address);
  const { result } = job;
  if (result === undefined) {
    return null;
  }
  const gone = new Set(job.outputs.filter(({ deleted }) => deleted === true).map(({ id }) => id));
  const one = (id: string | undefined, address: string, text: string) =>
    id !== undefined &&
    (gone.has(id) ? <span>{text}: deleted since</span> : <Link to={`${address}/${id}`}>{text}</Link>);
  const predictions = result.predictionIds?.length ?? 0;
  const reused = result.reused?.length ?? 0;
  return (
    <>
      <p className="made">
        {one(result.slideId, "/slides", "The slide")}
        {one(result.modelId, "/models", "The model")}
        {job.kind === "fine-tuning" && <Link to={`/finetune?run=${job.id}`}>Its curves beside other runs</Link>}
        {then !== undefined && (
          <Link to={then} className="button main">
            Go on
          </Link>
        )}
        {one(result.classifierId, "/classifiers", "The classifier")}
        {job.kind === "mil-training" && result.classifierId !== undefined && !gone.has(result.classifierId) && (
          <Link to={`/predictions?classifier=${result.classifierId}`}>Its predictions</Link>
        )}
        {result.featureSetIds !== undefined && result.featureSetIds.length > 0 && (
          <span className="figure">{count(result.featureSetIds.length, "feature set")}</span>
        )}
        {predictions > reused && (
          <Link to={predictions === 1 ? `/predictions/${result.predictionIds?.[0]}` : `/predictions?job=${job.id}`}>
            {count(predictions - reused, "new prediction")}
          </Link>
        )}
        {reused > 0 && (
          <Link to={`/predictions?classifier=${String(job.request["classifierId"])}`}>
            {count(reused, "prediction")} made before of the same features
          </Link>
        )}
        {result.tilesPerSecond !== undefined && (
          <span className="quiet figure">{Number(result.tilesPerSecond.toPrecision(3))} tiles/s</span>
        )}
      </p>
      {result.skippedSlides !== undefined && result.skippedSlides.length > 0 && (
        <details>
          <summary>{count(result.skippedSlides.length, "slide")} left out</summary>
          <ul>
            {result.skippedSlides.map(({ slideId, reason }) => (
              <li key={slideId}>
                <Link to={`/slides/${slideId}`}>Slide</Link>: {reason}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function count(number: number, thing: string): string {
  return `${number.toLocaleString("en")} ${thing}${number === 1 ? "" : "s"}`;
}

function Attempts({ job }: { job: Job }) {
  if (job.attempts.length === 0) {
    return null;
  }
  return (
    <section>
      <h2>Attempts</h2>
      <ol className="attempts">
        {job.attempts.map((attempt) => (
          <li key={attempt.number} value={attempt.number}>
            {attempt.outcome ?? "running"}
            {attempt.worker !== undefined && <span className="quiet"> on {attempt.worker}</span>}
            {attempt.startedAt !== undefined && attempt.endedAt !== undefined && (
              <span className="quiet figure">
                {" "}
                · {duration((Date.parse(attempt.endedAt) - Date.parse(attempt.startedAt)) / 1000)}
              </span>
            )}
            {attempt.error !== undefined && attempt.error.detail !== job.error?.detail && (
              <ProblemNote problem={attempt.error} />
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}

/** The lost ones and those that run come first, however many others there are. */
function Children({ job }: { job: Job }) {
  const children = useJobs({ parentId: job.id });
  const lost = useJobs({ parentId: job.id, state: "FAILED" });
  const running = useJobs({ parentId: job.id, state: "RUNNING" });
  const listed = [lost, running, children].flatMap(({ data }) => data?.pages.flatMap(({ items }) => items) ?? []);
  // The list of all may know more of a job than the others, which are asked for by its state of then.
  const newest = new Map(listed.map((child) => [child.id, child]));
  const all = [...new Set(listed.map(({ id }) => id))].flatMap((id) => newest.get(id) ?? []);
  return (
    <section>
      <h2>
        Its {job.children?.total} parts, {job.children?.succeeded} done
      </h2>
      <JobList
        jobs={all}
        more={children.hasNextPage && !children.isFetchingNextPage ? () => void children.fetchNextPage() : undefined}
      />
    </section>
  );
}
