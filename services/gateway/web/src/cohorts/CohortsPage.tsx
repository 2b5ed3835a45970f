// SPDX-License-Identifier: Apache-2.0
import { Link } from "react-router";
import { mayOperate } from "../api/client";
import { Fault } from "../shell/Fault";
import { useMe } from "../shell/Shell";
import { useAll } from "../things/all";
import { type Cohort, useCohorts } from "./queries";
import "../things/things.css";
import "./cohorts.css";

export default function CohortsPage() {
  const me = useMe();
  const cohorts = useCohorts();
  const { items } = useAll(cohorts);
  const operator = me.data !== undefined && mayOperate(me.data);
  return (
    <>
      <div className="title">
        <h1>Cohorts</h1>
        {operator && items.length > 0 && (
          <Link to="/cohorts/new" className="button main">
            New cohort
          </Link>
        )}
      </div>
      {cohorts.isError && <Fault error={cohorts.error} />}
      {cohorts.isPending && <div className="job ghost" role="status" aria-label="Cohorts are being loaded" />}
      {cohorts.isSuccess && items.length === 0 && (
        <div className="empty">
          <p>
            No cohorts yet. A cohort says of each slide whose it is and what it shows, so that classifiers can be
            trained and judged by patient.
          </p>
          {operator && (
            <p className="row">
              <Link to="/cohorts/new" className="button main">
                Make the first one
              </Link>
              <span>from a CSV or from the slides that are here.</span>
            </p>
          )}
        </div>
      )}
      {items.length > 0 && (
        <ul className="cohorts">
          {items.map((cohort) => (
            <li key={cohort.id} className="sheet">
              <Item cohort={cohort} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Item({ cohort }: { cohort: Cohort }) {
  return (
    <>
      <h2>
        <Link to={`/cohorts/${cohort.id}`}>{cohort.name}</Link>
      </h2>
      <p className="quiet figure">{counts(cohort)}</p>
      <Shares classes={cohort.classes} />
      {cohort.warnings.length > 0 && (
        <p className="warning">
          {cohort.warnings.length === 1 ? cohort.warnings[0] : `${cohort.warnings.length} warnings`}
        </p>
      )}
    </>
  );
}

export function counts({ slideCount, patientCount, foldCount }: Cohort): string {
  const folds = foldCount === undefined ? "" : ` · ${foldCount} given folds`;
  return `${several(slideCount, "slide")} · ${several(patientCount, "patient")}${folds}`;
}

export function several(count: number, one: string): string {
  return `${count.toLocaleString("en")} ${one}${count === 1 ? "" : "s"}`;
}

interface Share {
  readonly label: string;
  readonly slideCount: number;
  readonly patientCount: number;
}

/** How many slides and patients each label has. */
export function Shares({ classes }: { classes: readonly Share[] }) {
  const most = Math.max(1, ...classes.map(({ slideCount }) => slideCount));
  return (
    <table className="shares">
      <thead>
        <tr>
          <th scope="col">Label</th>
          <th scope="col" className="figure">
            Slides
          </th>
          <th scope="col" className="figure">
            Patients
          </th>
          <td />
        </tr>
      </thead>
      <tbody>
        {classes.map(({ label, slideCount, patientCount }) => (
          <tr key={label}>
            <th scope="row">{label}</th>
            <td className="figure">{slideCount.toLocaleString("en")}</td>
            <td className="figure">{patientCount.toLocaleString("en")}</td>
            <td aria-hidden="true">
              <span className="share" style={{ width: `${(100 * slideCount) / most}%` }} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
