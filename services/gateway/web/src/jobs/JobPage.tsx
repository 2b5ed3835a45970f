// SPDX-License-Identifier: Apache-2.0
import { Link, useParams } from "react-router";
import type { Job } from "../api/client";
import { duration } from "../format/units";
import { Fault, ProblemNote } from "../shell/Fault";
import { JobList } from "./JobsPage";
import { Log } from "./Log";
import { Commands, Progress, State } from "./parts";
import { useJob, useJobs } from "./queries";
import { KINDS, subject } from "./told";

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
    return <div className="job ghost" aria-label="The job is being loaded" />;
  }
  const job = found.data;
  const about = subject(job);
  return (
    <>
      <div className="title">
        <h1>{about === undefined ? KINDS[job.kind] : `${KINDS[job.kind]}: ${about}`}</h1>
        <State job={job} />
      </div>
      <Progress job={job} />
      {job.error !== undefined && <ProblemNote problem={job.error} />}
      <Commands job={job} />
      <Made job={job} />
      {job.result?.warnings?.map((warning) => (
        <p key={warning} className="warning">
          {warning}
        </p>
      ))}
      {job.dependsOn.length > 0 && (
        <section>
          <h2>Depends on</h2>
          <ul>
            {job.dependsOn.map((id) => (
              <li key={id}>
                <Link to={`/jobs/${id}`}>
                  <code>{id}</code>
                </Link>
              </li>
            ))}
          </ul>
        </section>
      )}
      <Attempts job={job} />
      {job.children !== undefined && <Children job={job} />}
      <Log key={job.id} jobId={job.id} />
    </>
  );
}

function Made({ job }: { job: Job }) {
  const slideId = job.result?.slideId;
  const deleted = job.outputs.some(({ id, deleted }) => id === slideId && deleted === true);
  if (slideId === undefined) {
    return null;
  }
  return <p>{deleted ? "Its slide has been deleted." : <Link to={`/slides/${slideId}`}>Look at the slide</Link>}</p>;
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

function Children({ job }: { job: Job }) {
  const children = useJobs(job.id);
  const all = children.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section>
      <h2>
        Its {job.children?.total} parts, {job.children?.succeeded} done
      </h2>
      <JobList jobs={all} />
      {children.hasNextPage && (
        <button type="button" onClick={() => void children.fetchNextPage()}>
          More
        </button>
      )}
    </section>
  );
}
