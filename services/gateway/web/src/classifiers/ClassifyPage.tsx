// SPDX-License-Identifier: Apache-2.0
import { useState } from "react";
import { Link, useNavigate, useSearchParams } from "react-router";
import { mayOperate } from "../api/client";
import { useClassifiers, useCohortNames, useSlideNames } from "../predictions/queries";
import { Fault } from "../shell/Fault";
import { useMe } from "../shell/Shell";
import { useClassification } from "./queries";
import { auroc } from "./words";
import "./classifiers.css";

/** Asks for predictions of slides, or of a cohort. */
export default function ClassifyPage() {
  const [address] = useSearchParams();
  const classifiers = useClassifiers();
  const cohorts = useCohortNames();
  const slides = useSlideNames();
  const me = useMe();
  const navigate = useNavigate();
  const work = useClassification();
  const [what, setWhat] = useState<"cohort" | "slides">(address.has("slide") ? "slides" : "cohort");
  const [search, setSearch] = useState("");
  const [wantedId, setWantedId] = useState(address.get("classifier"));
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(address.getAll("slide")));

  if (classifiers.isError) {
    return (
      <>
        <h1>Classify slides</h1>
        <Fault error={classifiers.error} />
      </>
    );
  }
  if (classifiers.isSuccess && classifiers.data.length === 0) {
    return (
      <>
        <h1>Classify slides</h1>
        <p className="empty">
          There is no classifier yet. Train one on a <Link to="/cohorts">cohort</Link> first.
        </p>
      </>
    );
  }
  if (me.data !== undefined && !mayOperate(me.data)) {
    return (
      <>
        <h1>Classify slides</h1>
        <p className="empty">Your key may only read. An operator has to classify slides.</p>
      </>
    );
  }
  const classifier = classifiers.data?.find(({ id }) => id === wantedId) ?? classifiers.data?.[0];
  const wanted = search.trim().toLowerCase();
  const found = [...(slides.data ?? [])].filter(([, name]) => name.toLowerCase().includes(wanted));
  const toggle = (ids: readonly string[], on: boolean) =>
    setChosen((before) => {
      const after = new Set(before);
      ids.forEach((id) => (on ? after.add(id) : after.delete(id)));
      return after;
    });
  const submit = (event: React.FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => form.get(name)?.toString() ?? "";
    work.mutate(
      {
        classifierId: text("classifier"),
        ...(what === "cohort" ? { cohortId: text("cohort") } : { slideIds: [...chosen] }),
        heatmap: form.has("heatmap"),
      } as Parameters<typeof work.mutate>[0],
      { onSuccess: (job) => void navigate(`/jobs/${job.id}`) },
    );
  };
  const nothing =
    classifier === undefined || (what === "cohort" ? (cohorts.data ?? []).length === 0 : chosen.size === 0);
  return (
    <>
      <h1>Classify slides</h1>
      <form className="form" onSubmit={submit}>
        <label htmlFor="classifier">Classifier</label>
        <select
          id="classifier"
          name="classifier"
          value={classifier?.id ?? ""}
          onChange={(event) => setWantedId(event.target.value)}
        >
          {classifiers.data?.map((one) => (
            <option key={one.id} value={one.id}>
              {one.name} (AUROC {auroc(one.meanAuroc)})
            </option>
          ))}
        </select>
        <fieldset className="either">
          <legend>What is classified</legend>
          <label>
            <input type="radio" name="what" checked={what === "cohort"} onChange={() => setWhat("cohort")} /> All slides
            of a cohort
          </label>
          <label>
            <input type="radio" name="what" checked={what === "slides"} onChange={() => setWhat("slides")} /> Slides
            that I choose
          </label>
        </fieldset>
        {what === "cohort" ? (
          <>
            <label htmlFor="cohort">Cohort</label>
            {cohorts.data?.length === 0 ? (
              <p className="quiet">There is no cohort yet; choose slides instead.</p>
            ) : (
              <select id="cohort" name="cohort" defaultValue={address.get("cohort") ?? undefined} key={cohorts.status}>
                {cohorts.data?.map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
              </select>
            )}
          </>
        ) : (
          <>
            <label htmlFor="search">Slides</label>
            <div>
              <div className="tools">
                <input
                  id="search"
                  type="search"
                  placeholder="Search names"
                  value={search}
                  onChange={(event) => setSearch(event.target.value)}
                />
                <button
                  type="button"
                  onClick={() =>
                    toggle(
                      found.map(([id]) => id),
                      true,
                    )
                  }
                >
                  Choose {found.length}
                </button>
                <button type="button" onClick={() => setChosen(new Set())} disabled={chosen.size === 0}>
                  None
                </button>
              </div>
              <div className="picks" role="group" aria-label="Slides" tabIndex={0}>
                {found.map(([id, name]) => (
                  <label key={id}>
                    <input
                      type="checkbox"
                      checked={chosen.has(id)}
                      onChange={(event) => toggle([id], event.target.checked)}
                    />{" "}
                    {name}
                  </label>
                ))}
              </div>
              <p className="quiet figure" role="status">
                {chosen.size} of {slides.data?.size ?? 0} slides chosen
              </p>
            </div>
          </>
        )}
        <label>
          <input type="checkbox" name="heatmap" defaultChecked /> Heatmaps of where the classifier looks
        </label>
        <p className="quiet">
          The slides need <Link to={`/features/new?model=${classifier?.modelId ?? ""}`}>features</Link> of the
          classifier&rsquo;s model and tiling; those without are named.
        </p>
        {work.isError && <Fault error={work.error} />}
        <button type="submit" className="main" disabled={work.isPending || nothing}>
          Classify
        </button>
      </form>
    </>
  );
}
