// SPDX-License-Identifier: Apache-2.0
import { useForm, useWatch } from "react-hook-form";
import { Link } from "react-router";
import { Fault } from "../shell/Fault";
import { Field } from "../things/Field";
import { type Cohort, type Split, useNewSplit, useSplits } from "./queries";

export const SCHEMES: Record<Split["scheme"], string> = {
  STRATIFIED_GROUP_K_FOLD: "Stratified by label, grouped by patient",
  GIVEN: "The folds that the cohort's rows give",
};

/** The splits of a cohort and a form for another. */
export function Splits({ cohort, operator }: { cohort: Cohort; operator: boolean }) {
  const splits = useSplits(cohort.id);
  const items = splits.data?.items ?? [];
  return (
    <section>
      <h2>Splits</h2>
      {splits.isError && <Fault error={splits.error} />}
      {splits.isSuccess && items.length === 0 && (
        <p className="quiet">
          None yet. A split divides the patients into folds once, so that all classifiers are judged on the same ones. A
          training without one makes it.
        </p>
      )}
      <ul className="rows">
        {items.map((split) => (
          <li key={split.id}>
            <Link to={`/cohorts/${cohort.id}/splits/${split.id}`} className="name">
              {splitName(split)}
            </Link>
            <span className="quiet figure">{sizes(split)}</span>
          </li>
        ))}
      </ul>
      {operator && <NewSplit cohort={cohort} />}
    </section>
  );
}

export function splitName(split: Split): string {
  const how = split.scheme === "GIVEN" ? "As given" : "Stratified by patient";
  return `${how}, ${split.folds.length} folds${split.seed === undefined ? "" : `, seed ${split.seed}`}`;
}

function sizes(split: Split): string {
  const slides = split.folds.map(({ slideCount }) => slideCount);
  const [least, most] = [Math.min(...slides), Math.max(...slides)];
  return `${least === most ? least : `${least} to ${most}`} slides in a fold`;
}

interface Entry {
  scheme: Split["scheme"];
  folds: number;
  seed: number;
}

function NewSplit({ cohort }: { cohort: Cohort }) {
  const making = useNewSplit(cohort.id);
  const given = cohort.foldCount !== undefined;
  const fewest = Math.min(...cohort.classes.map(({ patientCount }) => patientCount));
  const form = useForm<Entry>({
    defaultValues: {
      scheme: given ? "GIVEN" : "STRATIFIED_GROUP_K_FOLD",
      folds: Math.max(2, Math.min(5, fewest)),
      seed: 0,
    },
  });
  const { errors } = form.formState;
  const stratified = useWatch({ control: form.control, name: "scheme" }) === "STRATIFIED_GROUP_K_FOLD";
  const submit = form.handleSubmit(({ scheme, folds, seed }) => {
    making.mutate({ scheme, folds, seed });
  });
  return (
    <details className="sheet split">
      <summary>Make a split</summary>
      <form noValidate onSubmit={(event) => void submit(event)}>
        <div className="fields">
          {given && (
            <Field label="Scheme">
              {(bound) => (
                <select {...bound} {...form.register("scheme")}>
                  {Object.entries(SCHEMES).map(([scheme, text]) => (
                    <option key={scheme} value={scheme}>
                      {text}
                    </option>
                  ))}
                </select>
              )}
            </Field>
          )}
          {stratified && (
            <>
              <Field
                label="Folds"
                hint={`The rarest label has ${fewest} ${fewest === 1 ? "patient" : "patients"}.`}
                error={errors.folds?.message}
              >
                {(bound) => (
                  <input
                    {...bound}
                    type="number"
                    className="figure"
                    {...form.register("folds", {
                      valueAsNumber: true,
                      validate: (folds) =>
                        (Number.isInteger(folds) && folds >= 2 && folds <= 100) || "A whole number from 2 to 100.",
                    })}
                  />
                )}
              </Field>
              <Field label="Seed" hint="The same seed gives the same folds." error={errors.seed?.message}>
                {(bound) => (
                  <input
                    {...bound}
                    type="number"
                    className="figure"
                    {...form.register("seed", {
                      valueAsNumber: true,
                      validate: (seed) => Number.isSafeInteger(seed) || "A whole number.",
                    })}
                  />
                )}
              </Field>
            </>
          )}
        </div>
        <button type="submit" className="main" disabled={making.isPending}>
          Make the split
        </button>
        {making.isError && <Fault error={making.error} />}
        {making.data !== undefined && (
          <p role="status">
            <Link to={`/cohorts/${cohort.id}/splits/${making.data.id}`}>{splitName(making.data)}</Link> is there.
          </p>
        )}
      </form>
    </details>
  );
}
