// SPDX-License-Identifier: Apache-2.0
import { Link, useNavigate, useParams } from "react-router";
import { address, mayOperate } from "../api/client";
import { LineChart } from "../chart/LineChart";
import { magnification, percent } from "../format/units";
import { classColour } from "../predictions/colours";
import { type Classifier, useCohortNames, useSlideNames } from "../predictions/queries";
import { Fault } from "../shell/Fault";
import { useMe } from "../shell/Shell";
import { Amend } from "../things/Amend";
import { Remove } from "../things/Remove";
import { Download } from "./Download";
import { confusion, csv, mistakes, rocOfFold } from "./confusion";
import { type ClassifierCurves, type OutOfFold, useClassifier, useCrossValidation, useUpkeep } from "./queries";
import { ALGORITHMS, SERIES, auroc, interval } from "./words";
import { Waiting } from "../things/Waiting";
import "./classifiers.css";

const SHOWN_MISTAKES = 20;

export default function ClassifierPage() {
  const { classifierId = "" } = useParams();
  const found = useClassifier(classifierId);
  const { curves, outOfFold } = useCrossValidation(classifierId);
  const me = useMe();
  if (found.isError) {
    return (
      <>
        <h1>Classifier</h1>
        <Fault error={found.error} />
        <Link to="/classifiers">All classifiers</Link>
      </>
    );
  }
  if (found.data === undefined) {
    return <Waiting title="Classifier" />;
  }
  const classifier = found.data;
  const error = curves.error ?? outOfFold.error;
  return (
    <>
      <div className="title">
        <h1>{classifier.name}</h1>
        <span className="links">
          {me.data !== undefined && mayOperate(me.data) && (
            <Link to={`/classify?classifier=${classifier.id}`}>Classify slides</Link>
          )}
          <Link to={`/predictions?classifier=${classifier.id}`}>Its predictions</Link>
        </span>
      </div>
      <Figures classifier={classifier} />
      {classifier.warnings.map((warning) => (
        <p key={warning} className="warning">
          {warning}
        </p>
      ))}
      {classifier.notes !== undefined && <p>{classifier.notes}</p>}
      {error !== null && <Fault error={error} />}
      <div className="pictures">
        {curves.data !== undefined && outOfFold.data !== undefined && (
          <RocPicture classifier={classifier} curves={curves.data} outOfFold={outOfFold.data} />
        )}
        {outOfFold.data !== undefined && <Confusion name={classifier.name} outOfFold={outOfFold.data} />}
      </div>
      <Folds classifier={classifier} />
      {curves.data !== undefined && <Training name={classifier.name} curves={curves.data} />}
      {outOfFold.data !== undefined && <Mistakes name={classifier.name} outOfFold={outOfFold.data} />}
      <Made classifier={classifier} />
    </>
  );
}

function Figures({ classifier }: { classifier: Classifier }) {
  const scored = classifier.folds.filter((fold) => fold.auroc !== undefined).length;
  const all = classifier.folds.length;
  return (
    <div className="figures">
      <p>
        <strong className="figure">{auroc(classifier.meanAuroc)}</strong>
        <span>mean AUROC of {scored === all ? all : `${scored} of ${all}`} folds</span>
        <span className="quiet">{interval(classifier)}</span>
      </p>
      {classifier.meanAccuracy !== undefined && (
        <p>
          <strong className="figure">{percent(classifier.meanAccuracy)}</strong>
          <span>of the held-out slides taken rightly</span>
          <span className="quiet">mean of the folds</span>
        </p>
      )}
    </div>
  );
}

function RocPicture(props: { classifier: Classifier; curves: ClassifierCurves; outOfFold: OutOfFold }) {
  const { classifier, curves, outOfFold } = props;
  const lines = curves.roc.flatMap((roc, index) => [
    ...classifier.folds.flatMap(({ fold }) => {
      const one = rocOfFold(outOfFold, roc.label, fold);
      return one === undefined
        ? []
        : [
            {
              name: `${roc.label}, fold ${fold}`,
              x: one.falsePositiveRates,
              y: one.truePositiveRates,
              colour: classColour(index),
              thin: true,
            },
          ];
    }),
    {
      name: `${roc.label}, AUROC ${auroc(roc.auroc)}`,
      x: roc.falsePositiveRates,
      y: roc.truePositiveRates,
      colour: classColour(index),
    },
  ]);
  const rows = curves.roc.flatMap((roc) =>
    roc.falsePositiveRates.map((rate, index) => [roc.label, rate, roc.truePositiveRates[index] ?? ""]),
  );
  return (
    <section>
      <h2>Receiver operating characteristic</h2>
      <LineChart
        title={`Receiver operating characteristic: ${curves.roc
          .map((roc) => `${roc.label} ${auroc(roc.auroc)}`)
          .join(", ")}`}
        lines={lines}
        x={{ label: "False positive rate", from: 0, to: 1 }}
        y={{ label: "True positive rate", from: 0, to: 1 }}
        diagonal
      />
      <p className="quiet">Thick: each class against the rest, over all held-out slides. Thin: each fold alone.</p>
      <Download
        name={`${classifier.name}-roc.csv`}
        text={() => csv([["class", "false_positive_rate", "true_positive_rate"], ...rows])}
      >
        Curves (CSV)
      </Download>
    </section>
  );
}

function Confusion({ name, outOfFold }: { name: string; outOfFold: OutOfFold }) {
  const counts = confusion(outOfFold);
  const { classes } = outOfFold;
  return (
    <section>
      <h2>Confusion matrix</h2>
      <div className="wide" role="region" aria-label="Confusion matrix" tabIndex={0}>
        <table className="confusion">
          <caption className="quiet">Slides by label (rows) and by what their fold said (columns)</caption>
          <thead>
            <tr>
              <td />
              {classes.map((label) => (
                <th key={label} scope="col" className="figure">
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {counts.map((row, index) => {
              const all = row.reduce((sum, count) => sum + count, 0);
              return (
                <tr key={classes[index]}>
                  <th scope="row">{classes[index]}</th>
                  {row.map((count, column) => (
                    <td
                      key={classes[column]}
                      className="figure"
                      style={{ "--share": all === 0 ? 0 : count / all } as React.CSSProperties}
                    >
                      {count}
                      <span className="quiet"> {all === 0 ? "–" : percent(count / all)}</span>
                    </td>
                  ))}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      <Download
        name={`${name}-out-of-fold.csv`}
        text={() =>
          csv([
            ["slide", "fold", "label", ...classes.map((label) => `probability ${label}`)],
            ...outOfFold.items.map((item) => [item.slideId, item.fold, item.label, ...item.probabilities]),
          ])
        }
      >
        Out-of-fold predictions (CSV)
      </Download>
    </section>
  );
}

function Folds({ classifier }: { classifier: Classifier }) {
  const { folds } = classifier;
  return (
    <section>
      <h2>Folds</h2>
      <div className="wide" role="region" aria-label="Table of folds" tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">Fold</th>
              {[
                "AUROC",
                "Accuracy",
                "Balanced accuracy",
                "Loss",
                "Best epoch",
                "Trained on",
                "Stopped by",
                "Held out",
              ].map((name) => (
                <th key={name} scope="col" className="figure">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {folds.map((fold) => (
              <tr key={fold.fold}>
                <th scope="row" className="figure">
                  {fold.fold}
                </th>
                <td className="figure">{auroc(fold.auroc)}</td>
                <td className="figure">{fold.accuracy === undefined ? "–" : percent(fold.accuracy)}</td>
                <td className="figure">{fold.balancedAccuracy === undefined ? "–" : percent(fold.balancedAccuracy)}</td>
                <td className="figure">{fold.loss?.toFixed(3) ?? "–"}</td>
                <td className="figure">{fold.bestEpoch ?? "–"}</td>
                <td className="figure">{fold.trainingSlideCount} slides</td>
                <td className="figure">{fold.validationSlideCount ?? 0} slides</td>
                <td className="figure">{fold.testSlideCount} slides</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Download
        name={`${classifier.name}-folds.csv`}
        text={() =>
          csv([
            ["fold", "auroc", "accuracy", "balanced_accuracy", "loss", "best_epoch", "training", "validation", "test"],
            ...folds.map((fold) => [
              fold.fold,
              fold.auroc ?? "",
              fold.accuracy ?? "",
              fold.balancedAccuracy ?? "",
              fold.loss ?? "",
              fold.bestEpoch ?? "",
              fold.trainingSlideCount,
              fold.validationSlideCount ?? "",
              fold.testSlideCount,
            ]),
          ])
        }
      >
        Folds (CSV)
      </Download>
    </section>
  );
}

function Training({ name, curves }: { name: string; curves: ClassifierCurves }) {
  const names = [...new Set(curves.training.flatMap(({ series }) => series.map((one) => one.name)))];
  const rows = curves.training.flatMap(({ fold, series }) =>
    series.flatMap((one) => one.steps.map((step, index) => [fold, one.name, step, one.values[index] ?? ""])),
  );
  return (
    <section>
      <h2>Training</h2>
      <div className="pictures">
        {names.map((measure) => (
          <LineChart
            key={measure}
            title={`${SERIES[measure] ?? measure} by epoch, a line per fold`}
            lines={curves.training.flatMap(({ fold, series }) =>
              series
                .filter((one) => one.name === measure)
                .map((one) => ({ name: `Fold ${fold}`, x: one.steps, y: one.values, colour: classColour(fold) })),
            )}
            x={{ label: "Epoch" }}
            y={
              measure.endsWith("Auroc")
                ? { label: SERIES[measure] ?? measure, to: 1 }
                : { label: SERIES[measure] ?? measure, from: 0 }
            }
          />
        ))}
      </div>
      <Download name={`${name}-training.csv`} text={() => csv([["fold", "measure", "epoch", "value"], ...rows])}>
        Training curves (CSV)
      </Download>
    </section>
  );
}

function Mistakes({ name, outOfFold }: { name: string; outOfFold: OutOfFold }) {
  const names = useSlideNames();
  const all = mistakes(outOfFold);
  if (all.length === 0) {
    return null;
  }
  return (
    <section>
      <h2>Slides taken for another class</h2>
      <ul className="mistakes">
        {all.slice(0, SHOWN_MISTAKES).map((item) => (
          <li key={item.slideId}>
            <Link to={`/slides/${item.slideId}`}>{names.data?.get(item.slideId) ?? "Slide"}</Link>: labelled{" "}
            {item.label}, taken for {item.said} <span className="quiet figure">{percent(item.sure)}</span>
          </li>
        ))}
      </ul>
      {all.length > SHOWN_MISTAKES && (
        <p className="quiet">
          The {SHOWN_MISTAKES} surest of {all.length}; all are in the out-of-fold predictions of {name}.
        </p>
      )}
    </section>
  );
}

function Made({ classifier }: { classifier: Classifier }) {
  const me = useMe();
  const upkeep = useUpkeep(classifier.id);
  const navigate = useNavigate();
  const cohorts = useCohortNames();
  const { tiling, protocol } = classifier;
  return (
    <section>
      <h2>How it was made</h2>
      <dl className="columns">
        <dt>Cohort</dt>
        <dd>
          <Link to={`/cohorts/${classifier.cohortId}`}>
            {cohorts.data?.find(({ id }) => id === classifier.cohortId)?.name ?? "Cohort"}
          </Link>
        </dd>
        <dt>Model of the features</dt>
        <dd>
          <Link to={`/models/${classifier.modelId}`}>Model</Link>
        </dd>
        <dt>Tiles</dt>
        <dd className="figure">
          {tiling.tileSizePx} px at {tiling.mpp} µm/px{tiling.mpp !== undefined && ` (${magnification(tiling.mpp)})`}
        </dd>
        <dt>Features</dt>
        <dd>
          {classifier.provenance.precision}, read by {classifier.provenance.reader}{" "}
          {classifier.provenance.readerVersion}
        </dd>
        <dt>Algorithm</dt>
        <dd>
          {ALGORITHMS[classifier.algorithm]},{" "}
          <span className="figure">{classifier.parameterCount.toLocaleString("en")} parameters</span>
        </dd>
        <dt>Protocol</dt>
        <dd className="figure">
          {protocol.folds} folds, seed {protocol.seed}, {protocol.maxEpochs} epochs at most, patience{" "}
          {protocol.patience}, learning rate {protocol.learningRate}, weight decay {protocol.weightDecay}, dropout{" "}
          {protocol.dropout}
        </dd>
        <dt>Made</dt>
        <dd className="figure">
          {new Date(classifier.createdAt).toLocaleString()}
          {classifier.createdBy !== undefined && ` by ${classifier.createdBy}`}
        </dd>
      </dl>
      <p className="links">
        {classifier.jobId !== undefined && <Link to={`/jobs/${classifier.jobId}`}>The job that trained it</Link>}
        <a href={address(`/v1/classifiers/${classifier.id}/weights.pt`)} download>
          Weights (TorchScript)
        </a>
      </p>
      {me.data !== undefined && mayOperate(me.data) && (
        <div className="links">
          <Amend what="This classifier" name={classifier.name} notes={classifier.notes} save={upkeep.amend} />
          <Remove
            what={classifier.name}
            remove={upkeep.remove}
            gone={() => void navigate("/classifiers", { replace: true })}
          />
        </div>
      )}
    </section>
  );
}
