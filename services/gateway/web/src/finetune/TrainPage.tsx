// SPDX-License-Identifier: Apache-2.0
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { useForm, useWatch } from "react-hook-form";
import { Link, useNavigate, useParams, useSearchParams } from "react-router";
import { api, type components, given, mayOperate } from "../api/client";
import { splitName } from "../cohorts/Splits";
import { type Cohort, type Split, useCohort, useSplits } from "../cohorts/queries";
import { type Model, useAllModels } from "../models/queries";
import { Fault } from "../shell/Fault";
import { useMe } from "../shell/Shell";
import { Check, Choice, NameInput, NumberInput, markRefused, revealFault } from "../things/inputs";
import { TilingInputs, type TilingSpec, TissueInputs, USUAL_TILING } from "./TilingInputs";
import { type Choices, useChoices, useSlidesOver } from "./choices";
import { usualMpp } from "./over";
import { useMilTraining } from "./jobs";
import { ReadOnly } from "../things/ReadOnly";
import { useOnce } from "../things/all";
import "./finetune.css";

type MilProtocol = components["schemas"]["MilProtocol"];

const ALGORITHMS: [components["schemas"]["MilAlgorithm"], string][] = [
  ["ABMIL", "Gated attention (ABMIL)"],
  ["MEAN_POOLING", "Mean of all tiles, the control"],
];

const USUAL_PROTOCOL: MilProtocol = {
  folds: 5,
  seed: 0,
  maxEpochs: 50,
  patience: 10,
  learningRate: 0.0002,
  weightDecay: 0.0001,
  hiddenDim: 256,
  attentionDim: 128,
  dropout: 0.25,
};

export default function TrainPage() {
  const { cohortId = "" } = useParams();
  const me = useMe();
  const cohort = useCohort(cohortId);
  const splits = useSplits(cohortId);
  const choices = useChoices();
  const { models, complete, error } = useAllModels();
  const ready = useOnce(
    complete && choices.complete && splits.data !== undefined && (splits.isFetchedAfterMount || !splits.isStale),
  );
  if (me.data !== undefined && !mayOperate(me.data)) {
    return <ReadOnly title="Train a classifier" doing="Training" />;
  }
  const fault = cohort.error ?? splits.error ?? error ?? choices.error;
  return (
    <>
      <div className="title">
        <h1>Train a classifier{cohort.data !== undefined && ` on ${cohort.data.name}`}</h1>
        <Link to={`/cohorts/${cohortId}`}>The cohort</Link>
      </div>
      {fault !== null && <Fault error={fault} />}
      {!ready && fault === null && (
        <div className="job ghost" role="status" aria-label="The form is being made ready" />
      )}
      {ready && models.length === 0 && (
        <div className="empty">
          <p>A classifier reads the features that a model makes of tiles, and there is no model yet.</p>
          <p className="row">
            <Link to={`/models/new?then=/cohorts/${cohortId}/train`} className="button main">
              Import a model
            </Link>
            <span>
              or, to try things out,{" "}
              <Link to={`/models/new?way=fresh&then=/cohorts/${cohortId}/train`}>make one with fresh weights</Link>.
            </span>
          </p>
        </div>
      )}
      {ready && cohort.data !== undefined && splits.data !== undefined && models.length > 0 && (
        <Form cohort={cohort.data} splits={splits.data.items} choices={choices} models={models} />
      )}
    </>
  );
}

interface Entry {
  name: string;
  modelId: string;
  splitId: string;
  algorithm: components["schemas"]["MilAlgorithm"];
  extract: boolean;
  classify: boolean;
  tiling: TilingSpec;
  protocol: MilProtocol;
}

const NEW_SPLIT = "new";

/** The tiling of the newest features of a model, which most of its classifiers are to read. */
function useUsedTiling(modelId: string) {
  return useQuery({
    queryKey: ["feature-sets", "newest", modelId],
    queryFn: async () =>
      given(await api.GET("/v1/feature-sets", { params: { query: { modelId, pageSize: 1 } } })).items[0]?.tiling ??
      null,
  });
}

function Form(props: { cohort: Cohort; splits: readonly Split[]; choices: Choices; models: readonly Model[] }) {
  const { cohort, splits, choices, models } = props;
  const [address] = useSearchParams();
  const go = useNavigate();
  const submission = useMilTraining();
  const model = models.find(({ id }) => id === address.get("model")) ?? models[0];
  const fewest = Math.min(...cohort.classes.map(({ patientCount }) => patientCount));
  const form = useForm<Entry>({
    defaultValues: {
      name: "",
      modelId: model?.id ?? "",
      splitId: splits.find(({ id }) => id === address.get("split"))?.id ?? splits[0]?.id ?? NEW_SPLIT,
      algorithm: "ABMIL",
      extract: true,
      classify: true,
      tiling: { ...USUAL_TILING, tileSizePx: model?.inputSizePx ?? USUAL_TILING.tileSizePx },
      protocol: { ...USUAL_PROTOCOL, folds: Math.max(2, Math.min(5, fewest)) },
    },
  });
  const [modelId, splitId, algorithm] = useWatch({
    control: form.control,
    name: ["modelId", "splitId", "algorithm"],
  });
  const slides = useSlidesOver(cohort.id, choices.slides);
  const used = useUsedTiling(modelId);
  const chosen = models.find(({ id }) => id === modelId);
  useEffect(() => {
    if (form.getFieldState("tiling").isDirty || used.data === undefined) {
      return;
    }
    const usual = {
      ...USUAL_TILING,
      tileSizePx: chosen?.inputSizePx ?? USUAL_TILING.tileSizePx,
      mpp: usualMpp(slides),
    };
    form.resetField("tiling", { defaultValue: used.data ?? usual });
  }, [used.data, slides, chosen, form]);

  const usual = `${cohort.name}, ${chosen?.name ?? ""}`.slice(0, 200);
  const given = cohort.foldCount !== undefined;
  const submit = form.handleSubmit(
    (entry) =>
      submission.mutate(
        {
          extract: entry.extract,
          classify: entry.classify,
          training: {
            name: entry.name.trim() === "" ? usual : entry.name.trim(),
            cohortId: cohort.id,
            modelId: entry.modelId,
            ...(entry.splitId !== NEW_SPLIT && { splitId: entry.splitId }),
            tiling: entry.tiling,
            algorithm: entry.algorithm,
            protocol: entry.protocol,
            priority: 0,
          },
        },
        { onSuccess: (job) => void go(`/jobs/${job.id}`), onError: (error) => void markRefused(form, error) },
      ),
    revealFault,
  );
  return (
    <form noValidate onSubmit={(event) => void submit(event)}>
      <section className="sheet">
        <div className="fields">
          <Choice
            form={form}
            name="modelId"
            label="Model"
            hint="Whose features are read."
            options={models.map(({ id, name }) => [id, name] as const)}
          />
          <Choice
            form={form}
            name="splitId"
            label="Split"
            hint="On the same folds classifiers can be compared."
            options={[
              ...splits.map((split) => [split.id, splitName(split)] as const),
              [NEW_SPLIT, given ? "The folds that the rows give" : "New, by folds and seed"],
            ]}
          />
          {splitId === NEW_SPLIT && !given && (
            <NumberInput
              form={form}
              name="protocol.folds"
              label="Folds"
              hint={`The rarest label has ${fewest} ${fewest === 1 ? "patient" : "patients"}.`}
              min={2}
              max={100}
              whole
            />
          )}
          <Choice form={form} name="algorithm" label="Head" options={ALGORITHMS} />
          <TilingInputs form={form} slides={slides} />
          <NameInput form={form} name="name" label="Name of the classifier" usual={usual} />
          <Check
            form={form}
            name="extract"
            label="Extract missing features first"
            hint="Those that are there are used again. Else all must be there."
          />
          <Check
            form={form}
            name="classify"
            label="Then classify these slides"
            hint="With heatmaps; what each was taken for while held out stands beside."
          />
        </div>
        <details className="more">
          <summary>All else, with defaults that work</summary>
          <div className="fields">
            <NumberInput
              form={form}
              name="protocol.seed"
              label="Seed"
              hint="Of weights and order, and of the folds where no split is named."
              whole
            />
            <NumberInput form={form} name="protocol.maxEpochs" label="Epochs at most" min={1} max={10_000} whole />
            <NumberInput
              form={form}
              name="protocol.patience"
              label="Patience"
              unit="epochs"
              hint="Without a better validation loss."
              min={1}
              max={10_000}
              whole
            />
            <NumberInput form={form} name="protocol.learningRate" label="Learning rate" above={0} />
            <NumberInput form={form} name="protocol.weightDecay" label="Weight decay" min={0} />
            <NumberInput
              form={form}
              name="protocol.hiddenDim"
              label="Width of a tile's embedding"
              min={1}
              max={8192}
              whole
            />
            {algorithm === "ABMIL" && (
              <NumberInput
                form={form}
                name="protocol.attentionDim"
                label="Width of the attention"
                min={1}
                max={8192}
                whole
              />
            )}
            <NumberInput form={form} name="protocol.dropout" label="Dropout" min={0} below={1} />
            <TissueInputs form={form} overlap />
          </div>
        </details>
        <p className="row">
          <button type="submit" className="main" disabled={submission.isPending}>
            Train
          </button>
          <span className="quiet figure">
            {cohort.slideCount} slides of {cohort.patientCount} patients
          </span>
        </p>
        {submission.isError && <Fault error={submission.error} />}
      </section>
    </form>
  );
}
