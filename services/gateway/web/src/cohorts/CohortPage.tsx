// SPDX-License-Identifier: Apache-2.0
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useNavigate, useParams } from "react-router";
import { address, mayOperate } from "../api/client";
import { Fault } from "../shell/Fault";
import { useMe } from "../shell/Shell";
import { Amend } from "../things/Amend";
import { Remove } from "../things/Remove";
import { useAll } from "../things/all";
import { Shares, counts } from "./CohortsPage";
import { SlideRows } from "./SlideRows";
import { Splits } from "./Splits";
import { type Cohort, amendCohort, removeCohort, useCohort, useCohortSlides } from "./queries";
import { Waiting } from "../things/Waiting";
import "./cohorts.css";

export default function CohortPage() {
  const { cohortId = "" } = useParams();
  const me = useMe();
  const cohort = useCohort(cohortId);
  if (cohort.isError) {
    return (
      <>
        <h1>Cohort</h1>
        <Fault error={cohort.error} />
        <Link to="/cohorts">All cohorts</Link>
      </>
    );
  }
  if (cohort.data === undefined) {
    return <Waiting title="Cohort" />;
  }
  const operator = me.data !== undefined && mayOperate(me.data);
  return (
    <>
      <div className="title">
        <h1>{cohort.data.name}</h1>
        <Actions cohort={cohort.data} operator={operator} />
      </div>
      <p className="quiet figure">{counts(cohort.data)}</p>
      {cohort.data.notes !== undefined && <p className="notes">{cohort.data.notes}</p>}
      {cohort.data.warnings.map((warning) => (
        <p key={warning} className="warning">
          {warning}
        </p>
      ))}
      {operator && <NextSteps cohortId={cohortId} />}
      <div className="two">
        <section>
          <h2>Labels</h2>
          <Shares classes={cohort.data.classes} />
        </section>
        <Splits cohort={cohort.data} operator={operator} />
      </div>
      <Rows cohort={cohort.data} />
    </>
  );
}

function Actions({ cohort, operator }: { cohort: Cohort; operator: boolean }) {
  const queries = useQueryClient();
  const go = useNavigate();
  const refresh = () => queries.invalidateQueries({ queryKey: ["cohorts"] });
  return (
    <div className="row">
      <a className="button" href={address(`/v1/cohorts/${cohort.id}/slides.csv`)} download>
        Export CSV
      </a>
      {operator && (
        <>
          <Amend
            what={`Name and notes of ${cohort.name}`}
            name={cohort.name}
            notes={cohort.notes}
            save={(amendment) => amendCohort(cohort.id, amendment).then(refresh)}
          />
          <Remove
            what={`the cohort ${cohort.name}`}
            remove={(cascade) => removeCohort(cohort.id, cascade)}
            gone={() => {
              void go("/cohorts");
              void refresh();
            }}
          />
        </>
      )}
    </div>
  );
}

function NextSteps({ cohortId }: { cohortId: string }) {
  return (
    <section aria-label="What to do with it" className="steps">
      <div className="sheet">
        <Link to={`/cohorts/${cohortId}/train`} className="button main">
          Train a classifier
        </Link>
        <p className="quiet">
          Slide labels from its features, judged by patient. Missing features are extracted first.
        </p>
      </div>
      <div className="sheet">
        <Link to={`/finetune/new?cohort=${cohortId}`} className="button">
          Fine-tune an extractor
        </Link>
        <p className="quiet">On these slides, without their labels.</p>
      </div>
      <div className="sheet">
        <Link to={`/features/new?cohort=${cohortId}`} className="button">
          Extract features
        </Link>
        <p className="quiet">With one model or several at once.</p>
      </div>
    </section>
  );
}

function Rows({ cohort }: { cohort: Cohort }) {
  const rows = useAll(useCohortSlides(cohort.id)).items;
  const [label, setLabel] = useState("");
  return (
    <section>
      <h2>Slides</h2>
      <div className="tools">
        <select aria-label="Only slides of the label" value={label} onChange={(event) => setLabel(event.target.value)}>
          <option value="">All labels</option>
          {cohort.classes.map((one) => (
            <option key={one.label}>{one.label}</option>
          ))}
        </select>
      </div>
      <SlideRows
        key={label}
        label="Slides of the cohort"
        rows={label === "" ? rows : rows.filter((row) => row.label === label)}
        folds={cohort.foldCount !== undefined}
      />
    </section>
  );
}
