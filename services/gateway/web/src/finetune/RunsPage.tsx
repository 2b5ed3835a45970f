// SPDX-License-Identifier: Apache-2.0
import { Link, useSearchParams } from "react-router";
import { type Job, mayOperate } from "../api/client";
import { Commands, Progress, State } from "../jobs/parts";
import { useJobs } from "../jobs/queries";
import { subject } from "../jobs/told";
import { type Model, useAllModels } from "../models/queries";
import { Fault, ProblemNote } from "../shell/Fault";
import { useMe } from "../shell/Shell";
import { Curves, STROKES } from "./Curves";
import { useMetrics } from "../jobs/queries";
import { recipeOf } from "./recipe";
import "../things/things.css";
import "./finetune.css";

const MOST_COMPARED = STROKES.length;

export default function RunsPage() {
  const me = useMe();
  const runs = useJobs({ kind: "fine-tuning" });
  const { models } = useAllModels();
  const [address, setAddress] = useSearchParams();
  const all = runs.data?.pages.flatMap((page) => page.items) ?? [];
  const asked = address.getAll("run");
  const chosen = asked.length > 0 ? all.filter(({ id }) => asked.includes(id)) : all.slice(0, 1);
  const operator = me.data !== undefined && mayOperate(me.data);
  const toggle = (id: string) => {
    const ids = chosen.map((job) => job.id);
    const next = ids.includes(id) ? ids.filter((one) => one !== id) : [...ids, id].slice(-MOST_COMPARED);
    setAddress(new URLSearchParams(next.map((run) => ["run", run])), { replace: true });
  };
  return (
    <>
      <div className="title">
        <h1>Fine-tuning</h1>
        {operator && all.length > 0 && (
          <Link to="/finetune/new" className="button main">
            New run
          </Link>
        )}
      </div>
      {runs.isError && <Fault error={runs.error} />}
      {runs.isPending && <div className="job ghost" role="status" aria-label="Runs are being loaded" />}
      {runs.isSuccess && all.length === 0 && (
        <div className="empty">
          <p>
            No runs yet. Fine-tuning adapts a small extractor to your own slides, without labels: it learns to predict
            what a larger teacher sees in tiles that are hidden from it.
          </p>
          {operator && (
            <p>
              <Link to="/finetune/new" className="button main">
                Fine-tune the first one
              </Link>
            </p>
          )}
        </div>
      )}
      {chosen.length > 0 && <Chosen jobs={chosen} models={models} />}
      {all.length > 0 && (
        <section>
          <h2>Runs, to be compared</h2>
          <ul className="rows">
            {all.map((job) => {
              const index = chosen.findIndex(({ id }) => id === job.id);
              return (
                <li key={job.id}>
                  <input
                    type="checkbox"
                    aria-label={`Show ${subject(job) ?? job.id}`}
                    checked={index >= 0}
                    onChange={() => toggle(job.id)}
                  />
                  <Key index={index} />
                  <Link to={`/jobs/${job.id}`} className="name">
                    {subject(job) ?? job.id}
                  </Link>
                  <State job={job} />
                  <time className="quiet figure" dateTime={job.createdAt}>
                    {new Date(job.createdAt).toLocaleString()}
                  </time>
                </li>
              );
            })}
          </ul>
          {runs.hasNextPage && (
            <button type="button" onClick={() => void runs.fetchNextPage()} disabled={runs.isFetchingNextPage}>
              Older runs
            </button>
          )}
        </section>
      )}
    </>
  );
}

function Key({ index }: { index: number }) {
  const stroke = STROKES[index];
  return (
    <span
      className="run-key"
      aria-hidden="true"
      style={
        stroke === undefined
          ? { borderColor: "transparent" }
          : { borderColor: stroke.colour, borderTopStyle: stroke.style }
      }
    />
  );
}

function Chosen({ jobs, models }: { jobs: readonly Job[]; models: readonly Model[] }) {
  const curves = useMetrics(jobs);
  const failed = curves.find(({ isError }) => isError);
  const runs = jobs.flatMap((job, index) => {
    const metrics = curves[index]?.data;
    return metrics === undefined ? [] : [{ id: job.id, name: subject(job) ?? job.id, metrics }];
  });
  return (
    <>
      {jobs.map((job, index) => (
        <div key={job.id} className="runs">
          <div className="row">
            <Key index={index} />
            <strong>{subject(job)}</strong>
            <State job={job} />
            <Commands job={job} />
          </div>
          <Progress job={job} />
          {job.error !== undefined && <ProblemNote problem={job.error} />}
          {job.result?.warnings?.map((warning) => (
            <p key={warning} className="warning">
              {warning}
            </p>
          ))}
        </div>
      ))}
      {failed !== undefined && <Fault error={failed.error} />}
      {runs.length === jobs.length && <Curves runs={runs} />}
      <Comparison jobs={jobs} models={models} runs={runs} />
    </>
  );
}

const SHOWN_ALWAYS = ["windowSize", "maskRatio", "epochs", "tiling.tileSizePx", "tiling.mpp"];

const CHOICES: Record<string, string> = {
  windowSize: "Side of a window, tiles",
  maskRatio: "Masked, ρ",
  epochs: "Epochs",
  "tiling.tileSizePx": "Side of a tile, px",
  "tiling.mpp": "Resolution, µm/px",
  method: "Method",
  loss: "Loss",
  visibleLossWeight: "Weight of shown tiles, λ",
  targetNormalisation: "Teacher's features, normalised",
  teacherTargets: "Teacher's features come",
  precision: "Computes in",
  minTissue: "Tissue in a window",
  batchWindows: "Windows per step",
  accumulation: "Batches per step",
  studentLearningRate: "Learning rate of the student",
  predictorLearningRate: "Learning rate of the predictor",
  weightDecay: "Weight decay",
  warmupFraction: "Warm-up",
  gradientClip: "Largest gradient",
  seed: "Seed",
};

/** How the runs went and in what they differ. */
function Comparison(props: {
  jobs: readonly Job[];
  models: readonly Model[];
  runs: readonly { id: string; metrics: { series: { name: string; values: number[] }[] } }[];
}) {
  const { jobs, models, runs } = props;
  const recipes = jobs.map(({ request }) => recipeOf(request));
  const names = [...new Set(recipes.flatMap((recipe) => Object.keys(recipe)))];
  const differing = names.filter((name) => new Set(recipes.map((recipe) => recipe[name])).size > 1);
  const shown = [...SHOWN_ALWAYS, ...differing.filter((name) => !SHOWN_ALWAYS.includes(name))];
  const modelOf = (id: unknown) => {
    const model = models.find((one) => one.id === id);
    return model === undefined ? "deleted" : <Link to={`/models/${model.id}`}>{model.name}</Link>;
  };
  const lossOf = (id: string) => {
    const values = runs.find((run) => run.id === id)?.metrics.series.find(({ name }) => name === "loss")?.values ?? [];
    const tail = values.slice(-Math.max(1, Math.ceil(values.length / 10)));
    return tail.length === 0 ? "–" : (tail.reduce((sum, value) => sum + value, 0) / tail.length).toPrecision(4);
  };
  const rows: [string, boolean, (job: Job, index: number) => React.ReactNode][] = [
    ["Student", false, ({ request }) => modelOf((request as { studentId?: unknown }).studentId)],
    ["Teacher", false, ({ request }) => modelOf((request as { teacherId?: unknown }).teacherId)],
    ["Loss, mean of the last tenth", false, ({ id }) => lossOf(id)],
    ["Tiles per second", false, ({ result }) => result?.tilesPerSecond?.toPrecision(3) ?? "–"],
    [
      "New model",
      false,
      ({ result, outputs }) =>
        result?.modelId === undefined
          ? "–"
          : outputs.some(({ id, deleted }) => id === result.modelId && deleted === true)
            ? "deleted"
            : modelOf(result.modelId),
    ],
    ...shown.map(
      (name) =>
        [CHOICES[name] ?? name, differing.includes(name), (_: Job, index: number) => recipes[index]?.[name] ?? "–"] as [
          string,
          boolean,
          (job: Job, index: number) => React.ReactNode,
        ],
    ),
  ];
  return (
    <section>
      <h2>{jobs.length > 1 ? "Side by side" : "The run"}</h2>
      <div className="wide" role="region" aria-label="Runs side by side" tabIndex={0}>
        <table className="compare">
          <thead>
            <tr>
              <td />
              {jobs.map((job, index) => (
                <th key={job.id} scope="col" className="figure">
                  <Key index={index} />
                  {subject(job)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(([label, differs, value]) => (
              <tr key={label} className={differs ? "differs" : undefined}>
                <th scope="row">
                  {label}
                  {differs && <span className="quiet"> differs</span>}
                </th>
                {jobs.map((job, index) => (
                  <td key={job.id} className="figure">
                    {value(job, index)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
