// SPDX-License-Identifier: Apache-2.0
import { Link } from "react-router";
import { mayOperate } from "../api/client";
import { percent } from "../format/units";
import { useClassifiers, useCohortNames } from "../predictions/queries";
import { Fault } from "../shell/Fault";
import { useMe } from "../shell/Shell";
import { ALGORITHMS, auroc } from "./words";

export default function ClassifiersPage() {
  const classifiers = useClassifiers();
  const cohorts = useCohortNames();
  const me = useMe();
  const all = classifiers.data ?? [];
  const operates = me.data !== undefined && mayOperate(me.data);
  return (
    <>
      <div className="title">
        <h1>Classifiers</h1>
        {all.length > 0 && operates && <Link to="/classify">Classify slides</Link>}
      </div>
      {classifiers.isError && <Fault error={classifiers.error} />}
      {classifiers.isPending && <div className="job ghost" role="status" aria-label="Classifiers are being loaded" />}
      {classifiers.isSuccess && all.length === 0 && (
        <p className="empty">
          No classifiers yet. One is trained on a <Link to="/cohorts">cohort</Link> of labelled slides, from the
          features of a model.
        </p>
      )}
      {all.length > 0 && (
        <div className="wide" role="region" aria-label="Table of classifiers" tabIndex={0}>
          <table>
            <thead>
              <tr>
                <th scope="col">Name</th>
                <th scope="col">Classes</th>
                <th scope="col">Cohort</th>
                <th scope="col">Algorithm</th>
                <th scope="col" className="figure">
                  AUROC
                </th>
                <th scope="col" className="figure">
                  Accuracy
                </th>
                <th scope="col">Made</th>
              </tr>
            </thead>
            <tbody>
              {all.map((one) => (
                <tr key={one.id}>
                  <th scope="row">
                    <Link to={`/classifiers/${one.id}`}>{one.name}</Link>
                  </th>
                  <td>{one.classes.join(", ")}</td>
                  <td>{cohorts.data?.find(({ id }) => id === one.cohortId)?.name ?? "–"}</td>
                  <td>{ALGORITHMS[one.algorithm]}</td>
                  <td className="figure">{auroc(one.meanAuroc)}</td>
                  <td className="figure">{one.meanAccuracy === undefined ? "–" : percent(one.meanAccuracy)}</td>
                  <td className="figure">{new Date(one.createdAt).toLocaleDateString()}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}
