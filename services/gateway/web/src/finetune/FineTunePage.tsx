// SPDX-License-Identifier: Apache-2.0
import { useDeferredValue, useEffect } from "react";
import { type UseFormReturn, useForm, useWatch } from "react-hook-form";
import { Link, useNavigate, useSearchParams } from "react-router";
import { type Slide, mayOperate } from "../api/client";
import { type Model, useAllModels } from "../models/queries";
import { Fault } from "../shell/Fault";
import { useMe } from "../shell/Shell";
import { Check, Choice, NameInput, NumberInput, markRefused, revealFault } from "../things/inputs";
import { TilingInputs, type TilingSpec, TissueInputs, USUAL_TILING } from "./TilingInputs";
import { WindowPicture } from "./WindowPicture";
import { type Choices, useChoices, useSlidesOver } from "./choices";
import { ALL, overRequest, usualMpp, usualPair } from "./over";
import { useFineTuning } from "./jobs";
import { LOSSES, METHODS, NORMS, PRECISIONS, type Recipe, TARGETS, USUAL_RECIPE } from "./recipe";
import { ReadOnly } from "../things/ReadOnly";
import "./finetune.css";

export default function FineTunePage() {
  const me = useMe();
  const choices = useChoices();
  const { models, complete, error } = useAllModels();
  const fault = error ?? choices.error;
  if (me.data !== undefined && !mayOperate(me.data)) {
    return <ReadOnly title="Fine-tune an extractor" doing="Fine-tuning" />;
  }
  return (
    <>
      <div className="title">
        <h1>Fine-tune an extractor</h1>
      </div>
      {fault !== null && <Fault error={fault} />}
      {!(complete && choices.complete) && fault === null && (
        <div className="job ghost" role="status" aria-label="The form is being made ready" />
      )}
      {complete && choices.complete && <Ready choices={choices} models={models} />}
    </>
  );
}

function Ready({ choices, models }: { choices: Choices; models: readonly Model[] }) {
  if (choices.slides.length === 0) {
    return (
      <p className="empty">
        There is nothing to learn from yet. <Link to="/slides">Upload slides first</Link>.
      </p>
    );
  }
  if (models.length === 0) {
    return (
      <p className="empty">
        A student and a teacher are needed. <Link to="/models/new?then=/finetune/new">Import a model first</Link>; a
        student can be cut from it.
      </p>
    );
  }
  return <Form choices={choices} models={models} />;
}

interface Entry {
  name: string;
  studentId: string;
  teacherId: string;
  over: string;
  tiling: TilingSpec;
  recipe: typeof USUAL_RECIPE & Recipe;
  gpu: boolean;
}

function Form({ choices, models }: { choices: Choices; models: readonly Model[] }) {
  const [address] = useSearchParams();
  const go = useNavigate();
  const submission = useFineTuning();
  const pair = usualPair(models);
  const student =
    models.find(({ id }) => id === address.get("student")) ?? models.find(({ id }) => id === pair.student);
  const cohort = choices.cohorts.find(({ id }) => id === address.get("cohort")) ?? choices.cohorts[0];
  const form = useForm<Entry>({
    defaultValues: {
      name: "",
      studentId: student?.id ?? "",
      teacherId: pair.teacher,
      over: cohort?.id ?? ALL,
      tiling: { ...USUAL_TILING, tileSizePx: student?.inputSizePx ?? USUAL_TILING.tileSizePx },
      recipe: USUAL_RECIPE,
      gpu: false,
    },
  });
  const [over, studentId, teacherId] = useWatch({ control: form.control, name: ["over", "studentId", "teacherId"] });
  const slides = useSlidesOver(over, choices.slides);
  useEffect(() => {
    if (slides.length > 0 && !form.getFieldState("tiling.mpp").isDirty) {
      form.resetField("tiling.mpp", { defaultValue: usualMpp(slides) });
    }
  }, [slides, form]);

  const of = (id: string) => models.find((model) => model.id === id)?.name ?? "";
  const on = choices.cohorts.find(({ id }) => id === over)?.name ?? `${slides.length} slides`;
  const usual = `${of(studentId)}, tuned on ${on}`.slice(0, 200);
  const submit = form.handleSubmit(
    (entry) =>
      submission.mutate(
        {
          name: entry.name.trim() === "" ? usual : entry.name.trim(),
          studentId: entry.studentId,
          teacherId: entry.teacherId,
          ...overRequest(entry.over, slides),
          tiling: entry.tiling,
          recipe: entry.recipe,
          priority: 0,
          ...(entry.gpu && { needs: { gpu: true, memoryBytes: 0 } }),
        },
        { onSuccess: (job) => void go(`/finetune?run=${job.id}`), onError: (error) => void markRefused(form, error) },
      ),
    revealFault,
  );
  const named = models.map(({ id, name }) => [id, name] as const);
  return (
    <form noValidate onSubmit={(event) => void submit(event)} className="form-beside">
      <div>
        <section className="sheet">
          <h2>What</h2>
          <div className="fields broad">
            <Choice
              form={form}
              name="studentId"
              label="Student"
              hint="The small extractor that is tuned."
              options={named}
              changed={(id) => {
                const model = models.find((one) => one.id === id);
                if (model !== undefined && !form.getFieldState("tiling.tileSizePx").isDirty) {
                  form.resetField("tiling.tileSizePx", { defaultValue: model.inputSizePx });
                }
              }}
            />
            <Choice
              form={form}
              name="teacherId"
              label="Teacher"
              hint={
                studentId === teacherId
                  ? "The same as the student: it would learn to predict itself."
                  : "Frozen; its features are predicted."
              }
              options={named}
            />
            <Choice form={form} name="over" label="Slides" hint="Labels are not used." options={overOptions(choices)} />
            <NameInput form={form} name="name" label="Name of the new model" usual={usual} />
          </div>
        </section>
        <section className="sheet">
          <h2>Tiles and windows</h2>
          <div className="fields">
            <TilingInputs form={form} slides={slides} />
            <NumberInput
              form={form}
              name="recipe.windowSize"
              label="Side of a window, s"
              unit="tiles"
              min={2}
              max={32}
              whole
            />
            <NumberInput
              form={form}
              name="recipe.maskRatio"
              label="Masked, ρ"
              hint="The fraction of a window's tissue tiles."
              above={0}
              below={1}
            />
            <NumberInput
              form={form}
              name="recipe.minTissue"
              label="Tissue in a window"
              hint="The fraction of its tiles, or it is left out."
              min={0}
              max={1}
            />
            <NumberInput
              form={form}
              name="recipe.epochs"
              label="Epochs"
              hint="One was enough in the paper."
              min={1}
              max={1000}
              whole
            />
          </div>
        </section>
        <More form={form} />
        <p className="row">
          <button type="submit" className="main" disabled={submission.isPending || slides.length === 0}>
            Fine-tune on {slides.length === 1 ? "1 slide" : `${slides.length} slides`}
          </button>
        </p>
        {submission.isError && <Fault error={submission.error} />}
      </div>
      <section className="sheet" aria-label="A window on a slide of yours">
        <h2>A window on your slide</h2>
        <Picture form={form} slides={slides} />
      </section>
    </form>
  );
}

export function overOptions({ cohorts, slides }: Choices): [string, string][] {
  return [
    ...cohorts.map(({ id, name, slideCount }) => [id, `${name} (${slideCount} slides)`] as [string, string]),
    [ALL, `All slides (${slides.length})`],
  ];
}

function Picture({ form, slides }: { form: UseFormReturn<Entry>; slides: readonly Slide[] }) {
  const [tiling, windowSize, maskRatio, minTissue] = useWatch({
    control: form.control,
    name: ["tiling", "recipe.windowSize", "recipe.maskRatio", "recipe.minTissue"],
  });
  const settings = useDeferredValue({ windowSize, maskRatio, minTissue });
  return <WindowPicture slides={slides} tiling={useDeferredValue(tiling)} settings={settings} />;
}

function More({ form }: { form: UseFormReturn<Entry> }) {
  return (
    <details className="sheet more">
      <summary>All else, with defaults that work</summary>
      <div className="fields">
        <Choice form={form} name="recipe.method" label="Method" options={METHODS} />
        <Choice form={form} name="recipe.loss" label="Loss" options={LOSSES} />
        <NumberInput
          form={form}
          name="recipe.visibleLossWeight"
          label="Weight of shown tiles, λ"
          hint="0 learns from masked ones alone."
          min={0}
        />
        <Choice form={form} name="recipe.targetNormalisation" label="Teacher's features, normalised" options={NORMS} />
        <Choice form={form} name="recipe.teacherTargets" label="Teacher's features come" options={TARGETS} />
        <Choice form={form} name="recipe.precision" label="Computes in" options={PRECISIONS} />
      </div>
      <h2>Steps</h2>
      <div className="fields">
        <NumberInput form={form} name="recipe.batchWindows" label="Windows per step" min={1} max={4096} whole />
        <NumberInput form={form} name="recipe.accumulation" label="Batches per step" min={1} max={1024} whole />
        <NumberInput form={form} name="recipe.studentLearningRate" label="Learning rate of the student" min={0} />
        <NumberInput form={form} name="recipe.predictorLearningRate" label="Learning rate of the predictor" min={0} />
        <NumberInput form={form} name="recipe.weightDecay" label="Weight decay" min={0} />
        <NumberInput
          form={form}
          name="recipe.warmupFraction"
          label="Warm-up"
          hint="The fraction of all steps."
          min={0}
          max={1}
        />
        <NumberInput form={form} name="recipe.gradientClip" label="Largest gradient" hint="0 for no limit." min={0} />
        <NumberInput form={form} name="recipe.seed" label="Seed" whole />
      </div>
      <h2>Predictor, thrown away after training</h2>
      <div className="fields">
        <NumberInput
          form={form}
          name="recipe.predictor.width"
          label="Width of a token"
          hint="A multiple of four times the heads."
          min={4}
          max={4096}
          whole
          also={(width) =>
            width % (4 * form.getValues("recipe.predictor.heads")) === 0
              ? undefined
              : `A multiple of ${4 * form.getValues("recipe.predictor.heads")}.`
          }
        />
        <NumberInput form={form} name="recipe.predictor.depth" label="Blocks" min={1} max={64} whole />
        <NumberInput form={form} name="recipe.predictor.heads" label="Heads" min={1} max={64} whole />
      </div>
      <h2>What is done to a window first, and what counts as tissue</h2>
      <div className="fields">
        <Check form={form} name="recipe.augmentation.dihedral" label="Turned and mirrored" />
        <NumberInput
          form={form}
          name="recipe.augmentation.stainJitter"
          label="Strength of stains varies by"
          hint="In optical density; 0 for not at all."
          min={0}
          max={1}
        />
        <TissueInputs form={form} overlap={false} />
        <Check form={form} name="gpu" label="Wait for a worker with a GPU" />
      </div>
    </details>
  );
}
