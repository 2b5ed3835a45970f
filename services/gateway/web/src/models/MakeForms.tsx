// SPDX-License-Identifier: Apache-2.0
import { useForm, useWatch } from "react-hook-form";
import { Link, useSearchParams } from "react-router";
import { Fault } from "../shell/Fault";
import { Field } from "../things/Field";
import { Choice, NameInput, NumberInput } from "../things/inputs";
import type { Made } from "./ImportPage";
import { useMaking } from "./making";
import { type Model, createModel, useAllModels } from "./queries";
import { isKnown } from "./words";

/** The first blocks of a model that is here: a small student that is already trained. */
export function CutForm({ done }: { done: (made: Made) => void }) {
  const { models, complete, error } = useAllModels();
  const known = models.filter(isKnown);
  if (error !== null) {
    return <Fault error={error} />;
  }
  if (!complete) {
    return <div className="job ghost" role="status" aria-label="Models are being loaded" />;
  }
  if (known.length === 0) {
    return (
      <p>
        Only a model of a known architecture can be cut, and none is here.{" "}
        <Link to="/models/new?way=hub">Import one</Link> with its config.json.
      </p>
    );
  }
  return <Cut known={known} done={done} />;
}

interface CutEntry {
  name: string;
  modelId: string;
  afterBlock: number;
}

function Cut({ known, done }: { known: readonly Model[]; done: (made: Made) => void }) {
  const [address] = useSearchParams();
  const asked = known.find(({ id }) => id === address.get("model")) ?? known[0];
  const form = useForm<CutEntry>({ defaultValues: { name: "", modelId: asked?.id ?? "", afterBlock: 6 } });
  const [modelId, afterBlock] = useWatch({ control: form.control, name: ["modelId", "afterBlock"] });
  const usual = `${known.find(({ id }) => id === modelId)?.name ?? ""}, first ${afterBlock} blocks`.slice(0, 200);
  const { making, onSubmit } = useMaking(
    form,
    ({ name, ...cut }) => createModel({ ...cut, name: name.trim() === "" ? usual : name.trim() }),
    done,
  );
  return (
    <form noValidate onSubmit={onSubmit}>
      <div className="fields broad">
        <Choice form={form} name="modelId" label="Model" options={known.map(({ id, name }) => [id, name] as const)} />
        <NumberInput
          form={form}
          name="afterBlock"
          label="Last block that remains"
          hint="Counted from 1 through all stages; their average is the feature."
          min={1}
          max={1000}
          whole
        />
        <NameInput form={form} name="name" label="Name" usual={usual} />
      </div>
      <button type="submit" className="main" disabled={making.isPending}>
        Cut it
      </button>
      {making.isError && <Fault error={making.error} />}
    </form>
  );
}

const ARCHITECTURES = [
  "resnet-small",
  "resnet-medium",
  "resnet18",
  "resnet50",
  "vit_small_patch16_224",
  "vit_base_patch16_224",
  "vit_small_patch14_dinov2",
  "efficientnet_b0",
  "convnext_tiny",
];

interface FreshEntry {
  name: string;
  architecture: string;
  inputSizePx: number;
  seed: number;
}

/** A network that has learned nothing yet. */
export function FreshForm({ done }: { done: (made: Made) => void }) {
  const form = useForm<FreshEntry>({
    defaultValues: { name: "", architecture: "resnet-small", inputSizePx: 224, seed: 0 },
  });
  const named = useWatch({ control: form.control, name: "architecture" });
  const usual = `${named.trim()}, fresh`;
  const { making, onSubmit } = useMaking(
    form,
    ({ name, architecture, ...rest }) =>
      createModel({ ...rest, architecture: architecture.trim(), name: name.trim() === "" ? usual : name.trim() }),
    done,
  );
  return (
    <form noValidate onSubmit={onSubmit}>
      <p className="quiet">For trials and as a control: its features know nothing of tissue.</p>
      <div className="fields broad">
        <Field
          label="Architecture"
          hint="A name of timm's, or resnet-small and resnet-medium."
          error={form.formState.errors.architecture?.message}
        >
          {(bound) => (
            <input
              {...bound}
              list="architectures"
              {...form.register("architecture", { validate: (text) => text.trim() !== "" || "Name one." })}
            />
          )}
        </Field>
        <datalist id="architectures">
          {ARCHITECTURES.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
        <NumberInput form={form} name="inputSizePx" label="Side of a tile" unit="px" min={16} max={4096} whole />
        <NumberInput form={form} name="seed" label="Seed" whole />
        <NameInput form={form} name="name" label="Name" usual={usual} />
      </div>
      <button type="submit" className="main" disabled={making.isPending}>
        Make it
      </button>
      {making.isError && <Fault error={making.error} />}
    </form>
  );
}
