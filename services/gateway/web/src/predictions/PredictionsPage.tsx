// SPDX-License-Identifier: Apache-2.0
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useLayoutEffect, useMemo, useRef, useState } from "react";
import { Link, useSearchParams } from "react-router";
import { mayOperate } from "../api/client";
import { Fault } from "../shell/Fault";
import { useMe } from "../shell/Shell";
import { thumbnail } from "../slides/queries";
import { ORDERS, type Told, isOrder, select } from "./certainty";
import { Probabilities, Verdict } from "./parts";
import { useClassifiers, useCohortNames, useLabels, usePredictions, useSlideNames } from "./queries";
import "./predictions.css";

const LIMITS = { "1": "below 100 %", "0.95": "below 95 %", "0.8": "below 80 %", "0.6": "below 60 %" } as const;

export default function PredictionsPage() {
  const [address, setAddress] = useSearchParams();
  const classifierId = address.get("classifier") ?? "";
  const cohortId = address.get("cohort") ?? "";
  const jobId = address.get("job") ?? "";
  const label = address.get("class") ?? "";
  const below = address.get("below") ?? "";
  const chosen = address.get("order");
  const order = isOrder(chosen) ? chosen : "newest";

  const predictions = usePredictions({
    ...(classifierId === "" ? {} : { classifierId }),
    ...(jobId === "" ? {} : { jobId }),
  });
  const classifiers = useClassifiers();
  const cohorts = useCohortNames();
  const names = useSlideNames();
  const cohortOf = useMemo(() => new Map(classifiers.data?.map((one) => [one.id, one.cohortId])), [classifiers.data]);
  const needed = useMemo(() => {
    const used = new Set(predictions.data?.map((one) => cohortOf.get(one.classifierId)));
    used.add(cohortId === "" ? undefined : cohortId);
    return [...used].filter((id) => id !== undefined);
  }, [predictions.data, cohortOf, cohortId]);
  const labels = useLabels(needed);

  // A slide's label is the chosen cohort's, or else that of the cohort from which the classifier learned.
  const all = (predictions.data ?? []).flatMap((prediction): Told[] => {
    const cohort = cohortId === "" ? cohortOf.get(prediction.classifierId) : cohortId;
    const known = cohort === undefined ? undefined : labels.get(cohort)?.get(prediction.slideId);
    const own = cohortOf.get(prediction.classifierId);
    const learned = own !== undefined && labels.get(own)?.has(prediction.slideId) === true;
    return cohortId !== "" && known === undefined ? [] : [{ prediction, known, learned }];
  });
  const classes = [
    ...new Set(all.flatMap(({ prediction }) => prediction.probabilities.map((one) => one.label))),
  ].sort();
  const shown = select(all, { label, below: below === "" ? Infinity : Number(below), order });
  const set = (name: string, value: string) =>
    setAddress(
      (before) => {
        before.set(name, value);
        if (value === "") {
          before.delete(name);
        }
        return before;
      },
      { replace: true },
    );
  const error = predictions.error ?? classifiers.error;

  return (
    <>
      <div className="title">
        <h1>Predictions</h1>
        {all.length > 0 && (
          <span className="quiet figure" role="status">
            {shown.length === all.length ? all.length : `${shown.length} of ${all.length}`}
          </span>
        )}
      </div>
      {error !== null && <Fault error={error} />}
      {predictions.isPending && <div className="job ghost" role="status" aria-label="Predictions are being loaded" />}
      {predictions.isSuccess && (predictions.data.length > 0 || address.size > 0) && (
        <search className="tools">
          <Choice label="Classifier" value={classifierId} set={(value) => set("classifier", value)}>
            {(classifiers.data ?? []).map(({ id, name }) => [id, name])}
          </Choice>
          <Choice label="Cohort" value={cohortId} set={(value) => set("cohort", value)}>
            {(cohorts.data ?? []).map(({ id, name }) => [id, name])}
          </Choice>
          <Choice label="Class" value={label} set={(value) => set("class", value)}>
            {classes.map((name) => [name, name])}
          </Choice>
          <Choice label="Certainty" value={below} set={(value) => set("below", value)}>
            {Object.entries(LIMITS).reverse()}
          </Choice>
          <label className="choice">
            Order
            <select value={order} onChange={(event) => set("order", event.target.value)}>
              {Object.entries(ORDERS).map(([key, text]) => (
                <option key={key} value={key}>
                  {text}
                </option>
              ))}
            </select>
          </label>
          {jobId !== "" && (
            <button type="button" onClick={() => set("job", "")}>
              Of one job ×
            </button>
          )}
        </search>
      )}
      {predictions.isSuccess && predictions.data.length === 0 && address.size === 0 && <Nothing />}
      {predictions.isSuccess && shown.length === 0 && address.size > 0 && (
        <p className="empty">No prediction is like that.</p>
      )}
      {shown.length > 0 && <List predictions={shown} names={names.data} classifiers={classifiers.data} />}
    </>
  );
}

function Nothing() {
  const classifiers = useClassifiers();
  const me = useMe();
  if (classifiers.data === undefined || me.data === undefined) {
    return null;
  }
  if (classifiers.data.length === 0) {
    return (
      <p className="empty">
        No predictions yet. They come from a <Link to="/classifiers">classifier</Link>, which has to be trained first.
      </p>
    );
  }
  return (
    <p className="empty">
      No predictions yet.{" "}
      {mayOperate(me.data) ? <Link to="/classify">Classify some slides.</Link> : "An operator has to classify slides."}
    </p>
  );
}

function Choice(props: {
  label: string;
  value: string;
  set: (value: string) => void;
  children: (readonly [string, string])[];
}) {
  const { label, value, set, children } = props;
  return (
    <label className="choice">
      {label}
      <select value={value} onChange={(event) => set(event.target.value)}>
        <option value="">Any</option>
        {children.map(([key, text]) => (
          <option key={key} value={key}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

function List(props: {
  predictions: Told[];
  names: ReadonlyMap<string, string> | undefined;
  classifiers: { id: string; name: string }[] | undefined;
}) {
  const { predictions, names, classifiers } = props;
  const list = useRef<HTMLUListElement>(null);
  const [top, setTop] = useState(0);
  const [ticked, setTicked] = useState<readonly string[]>([]);
  const [left, right] = ticked;
  useLayoutEffect(() => setTop(list.current?.offsetTop ?? 0), [predictions.length]);
  const rows = useWindowVirtualizer({
    count: predictions.length,
    estimateSize: () => 108,
    overscan: 6,
    scrollMargin: top,
    getItemKey: (index) => predictions[index]?.prediction.id ?? index,
  });
  const tick = (id: string) =>
    setTicked((before) => (before.includes(id) ? before.filter((one) => one !== id) : [...before, id].slice(-2)));
  return (
    <>
      <p className="side-by-side" role="status">
        {left !== undefined && right !== undefined ? (
          <Link to={`/compare?left=${left}&right=${right}`}>See the two side by side</Link>
        ) : (
          <span className="quiet">Tick two to see them side by side.</span>
        )}
      </p>
      <ul className="rows tall" ref={list} style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, key, start }) => {
          const told = predictions[index];
          if (told === undefined) {
            return null;
          }
          const { prediction, known, learned } = told;
          const name = names?.get(prediction.slideId) ?? "Slide";
          return (
            <li
              key={key}
              ref={rows.measureElement}
              data-index={index}
              className="job prediction"
              aria-setsize={predictions.length}
              aria-posinset={index + 1}
              style={{ transform: `translateY(${start - top}px)` }}
            >
              <input
                type="checkbox"
                aria-label={`Tick ${name}`}
                checked={ticked.includes(prediction.id)}
                onChange={() => tick(prediction.id)}
              />
              <img src={thumbnail(prediction.slideId)} alt="" width={84} height={84} loading="lazy" />
              <div className="what">
                <Link to={`/predictions/${prediction.id}`} className="name">
                  {name}
                </Link>
                <Verdict prediction={prediction} known={known} learned={learned} />
                <span className="quiet">
                  {classifiers?.find(({ id }) => id === prediction.classifierId)?.name} ·{" "}
                  <span className="figure">{new Date(prediction.createdAt).toLocaleString()}</span>
                </span>
              </div>
              <Probabilities prediction={prediction} known={undefined} />
            </li>
          );
        })}
      </ul>
    </>
  );
}
