// SPDX-License-Identifier: Apache-2.0
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useNavigate, useParams } from "react-router";
import { mayOperate } from "../api/client";
import { Fault } from "../shell/Fault";
import { useMe } from "../shell/Shell";
import { Amend } from "../things/Amend";
import { Remove } from "../things/Remove";
import { useAll } from "../things/all";
import { SlideRows } from "./SlideRows";
import { SCHEMES, splitName } from "./Splits";
import { type Split, amendSplit, removeSplit, useCohort, useCohortSlides, useSplit } from "./queries";
import { Waiting } from "../things/Waiting";
import "./cohorts.css";

export default function SplitPage() {
  const { cohortId = "", splitId = "" } = useParams();
  const me = useMe();
  const cohort = useCohort(cohortId);
  const split = useSplit(cohortId, splitId);
  const queries = useQueryClient();
  const go = useNavigate();
  const refresh = () => queries.invalidateQueries({ queryKey: ["cohorts"] });
  if (split.isError) {
    return (
      <>
        <h1>Split</h1>
        <Fault error={split.error} />
        <Link to={`/cohorts/${cohortId}`}>The cohort</Link>
      </>
    );
  }
  if (split.data === undefined) {
    return <Waiting title="Split" />;
  }
  const name = splitName(split.data);
  return (
    <>
      <div className="title">
        <h1>{name}</h1>
        {me.data !== undefined && mayOperate(me.data) && (
          <div className="row">
            <Link to={`/cohorts/${cohortId}/train?split=${splitId}`} className="button main">
              Train a classifier on it
            </Link>
            <Amend
              what="Notes of the split"
              notes={split.data.notes}
              save={({ notes }) => amendSplit(cohortId, splitId, notes).then(refresh)}
            />
            <Remove
              what="this split"
              remove={(cascade) => removeSplit(cohortId, splitId, cascade)}
              gone={() => {
                void go(`/cohorts/${cohortId}`);
                void refresh();
              }}
            />
          </div>
        )}
      </div>
      <p className="quiet">
        {SCHEMES[split.data.scheme]}, of the cohort{" "}
        <Link to={`/cohorts/${cohortId}`}>{cohort.data?.name ?? cohortId}</Link>
      </p>
      {split.data.notes !== undefined && <p className="notes">{split.data.notes}</p>}
      {split.data.warnings?.map((warning) => (
        <p key={warning} className="warning">
          {warning}
        </p>
      ))}
      <h2>Folds</h2>
      <Folds split={split.data} />
      <Slides split={split.data} />
    </>
  );
}

/** Slides and patients of each label in each fold. */
export function Folds({ split }: { split: Split }) {
  const labels = [...new Set(split.folds.flatMap(({ classes }) => classes.map(({ label }) => label)))].sort();
  return (
    <div className="wide" role="region" aria-label="Table of folds" tabIndex={0}>
      <table className="fold-table">
        <caption className="quiet">Slides, and patients in brackets</caption>
        <thead>
          <tr>
            <th scope="col">Fold</th>
            {labels.map((label) => (
              <th key={label} scope="col" className="figure">
                {label}
              </th>
            ))}
            <th scope="col" className="figure">
              All
            </th>
          </tr>
        </thead>
        <tbody>
          {split.folds.map(({ fold, classes, slideCount, patientCount }) => (
            <tr key={fold}>
              <th scope="row" className="number">
                {fold}
              </th>
              {labels.map((label) => {
                const found = classes.find((one) => one.label === label);
                return (
                  <td key={label} className="figure">
                    {found === undefined ? "–" : `${found.slideCount} (${found.patientCount})`}
                  </td>
                );
              })}
              <td className="figure">
                {slideCount} ({patientCount})
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Slides({ split }: { split: Split }) {
  const [fold, setFold] = useState(0);
  const rows = useAll(useCohortSlides(split.cohortId)).items;
  const folds = new Map(split.slides?.map((slide) => [slide.slideId, slide.fold]));
  const held = rows.filter(({ slideId }) => folds.get(slideId) === fold);
  return (
    <section>
      <h2>Slides that fold {fold} holds out</h2>
      <div className="tools">
        <select aria-label="Fold" value={fold} onChange={(event) => setFold(Number(event.target.value))}>
          {split.folds.map((one) => (
            <option key={one.fold} value={one.fold}>
              Fold {one.fold}
            </option>
          ))}
        </select>
      </div>
      <SlideRows key={fold} label="Slides of the fold" rows={held} folds={false} />
    </section>
  );
}
