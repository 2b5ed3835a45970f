// SPDX-License-Identifier: Apache-2.0
import { useEffect } from "react";
import { useForm, useWatch } from "react-hook-form";
import { Link, useNavigate, useSearchParams } from "react-router";
import { mayOperate } from "../api/client";
import { type Model, useAllModels } from "../models/queries";
import { Fault } from "../shell/Fault";
import { useMe } from "../shell/Shell";
import { Check, Choice, markRefused, revealFault } from "../things/inputs";
import { overOptions } from "./FineTunePage";
import { TilingInputs, type TilingSpec, TissueInputs, USUAL_TILING } from "./TilingInputs";
import { type Choices, useChoices, useSlidesOver } from "./choices";
import { ALL, overRequest, overSlide, usualMpp } from "./over";
import { useExtraction } from "./jobs";
import { ReadOnly } from "../things/ReadOnly";
import "./finetune.css";

export default function ExtractPage() {
  const me = useMe();
  const choices = useChoices();
  const { models, complete, error } = useAllModels();
  if (me.data !== undefined && !mayOperate(me.data)) {
    return <ReadOnly title="Extract features" doing="Extraction" />;
  }
  const ready = complete && choices.complete;
  const fault = error ?? choices.error;
  return (
    <>
      <div className="title">
        <h1>Extract features</h1>
      </div>
      {fault !== null && <Fault error={fault} />}
      {!ready && fault === null && (
        <div className="job ghost" role="status" aria-label="The form is being made ready" />
      )}
      {ready && models.length === 0 && (
        <p className="empty">
          Features are a model's. <Link to="/models/new?then=/features/new">Import a model first</Link>.
        </p>
      )}
      {ready && models.length > 0 && choices.slides.length === 0 && (
        <p className="empty">
          Features are of slides. <Link to="/slides">Upload slides first</Link>.
        </p>
      )}
      {ready && models.length > 0 && choices.slides.length > 0 && <Form choices={choices} models={models} />}
    </>
  );
}

interface Entry {
  modelIds: string[];
  over: string;
  tiling: TilingSpec;
  gpu: boolean;
}

function Form({ choices, models }: { choices: Choices; models: readonly Model[] }) {
  const [address] = useSearchParams();
  const go = useNavigate();
  const submission = useExtraction();
  const first = models.find(({ id }) => id === address.get("model")) ?? models[0];
  const single = choices.slides.find(({ id }) => id === address.get("slide"));
  const cohort = choices.cohorts.find(({ id }) => id === address.get("cohort")) ?? choices.cohorts[0];
  const form = useForm<Entry>({
    defaultValues: {
      modelIds: first === undefined ? [] : [first.id],
      over: single === undefined ? (cohort?.id ?? ALL) : overSlide(single.id),
      tiling: { ...USUAL_TILING, tileSizePx: first?.inputSizePx ?? USUAL_TILING.tileSizePx },
      gpu: false,
    },
  });
  const [over, modelIds] = useWatch({ control: form.control, name: ["over", "modelIds"] });
  const slides = useSlidesOver(over, choices.slides);
  useEffect(() => {
    if (slides.length > 0 && !form.getFieldState("tiling.mpp").isDirty) {
      form.resetField("tiling.mpp", { defaultValue: usualMpp(slides) });
    }
  }, [slides, form]);
  const submit = form.handleSubmit(
    (entry) =>
      submission.mutate(
        {
          modelIds: entry.modelIds,
          ...overRequest(entry.over, slides),
          tiling: entry.tiling,
          priority: 0,
          ...(entry.gpu && { needs: { gpu: true, memoryBytes: 0 } }),
        },
        { onSuccess: (job) => void go(`/jobs/${job.id}`), onError: (error) => void markRefused(form, error) },
      ),
    revealFault,
  );
  const wrongModels = form.formState.errors.modelIds?.message;
  const options = overOptions(choices);
  return (
    <form noValidate onSubmit={(event) => void submit(event)}>
      <section className="sheet">
        <div className="fields">
          <fieldset className="checks" aria-describedby={wrongModels === undefined ? undefined : "models-error"}>
            <legend>Models</legend>
            {models.map(({ id, name, featureDim, inputSizePx }) => (
              <label key={id}>
                <input
                  type="checkbox"
                  value={id}
                  {...form.register("modelIds", {
                    validate: (ids: string[]) =>
                      ids.length === 0 ? "Choose one at least." : ids.length <= 32 || "32 at most.",
                  })}
                />
                <span>
                  {name}{" "}
                  <span className="quiet figure">
                    {featureDim.toLocaleString("en")} features of {inputSizePx} px
                  </span>
                </span>
              </label>
            ))}
            {wrongModels !== undefined && (
              <p id="models-error" className="wrong">
                {wrongModels}
              </p>
            )}
          </fieldset>
          <Choice
            form={form}
            name="over"
            label="Slides"
            hint="A slide's tiles are read once for all models; sets that are there are used again."
            options={single === undefined ? options : [[overSlide(single.id), single.name], ...options]}
          />
          <TilingInputs form={form} slides={slides} />
        </div>
        <details className="more">
          <summary>What counts as tissue, and more</summary>
          <div className="fields">
            <TissueInputs form={form} overlap />
            <Check form={form} name="gpu" label="Wait for a worker with a GPU" />
          </div>
        </details>
        <p className="row">
          <button type="submit" className="main" disabled={submission.isPending || slides.length === 0}>
            Extract {modelIds.length > 1 ? `${modelIds.length} × ` : ""}
            {slides.length === 1 ? "1 slide" : `${slides.length} slides`}
          </button>
        </p>
        {submission.isError && <Fault error={submission.error} />}
      </section>
    </form>
  );
}
