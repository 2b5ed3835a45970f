// SPDX-License-Identifier: Apache-2.0
import { useMutation } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { type FieldPath, type UseFormReturn, useForm } from "react-hook-form";
import type { components } from "../api/client";
import { stem } from "../cohorts/names";
import { bytes, duration, percent } from "../format/units";
import { Fault } from "../shell/Fault";
import { Field } from "../things/Field";
import { NameInput, markRefused, revealFault } from "../things/inputs";
import type { Made } from "./ImportPage";
import { type Input, inputFault, inputOf } from "./input";
import { useMaking } from "./making";
import { createModel } from "./queries";
import { send } from "./send";

type ImportRequest = components["schemas"]["ModelImportRequest"];

interface Options {
  name: string;
  input: Input;
  prefix: string;
}

const NO_OPTIONS: Options = { name: "", input: { sizePx: "", mean: "", std: "" }, prefix: "" };

/** Weights from this computer, uploaded in parts that are not lost when the connection is. */
export function FileForm({ done }: { done: (made: Made) => void }) {
  const form = useForm<Options>({ defaultValues: NO_OPTIONS });
  const [weights, setWeights] = useState<File>();
  const [config, setConfig] = useState<File>();
  const [sent, setSent] = useState<{ count: number; perSecond: number }>();
  const stop = useRef<AbortController>(undefined);
  const usual = weights === undefined ? "" : stem(weights.name).slice(0, 200);
  const sending = useMutation({
    mutationFn: async ({ file, options }: { file: File; options: Options }) => {
      const control = new AbortController();
      stop.current = control;
      const uploadId = await send(file, (count, perSecond) => setSent({ count, perSecond }), control.signal);
      const configUploadId = config && (await send(config, () => undefined, control.signal));
      return createModel({
        ...request(options, usual),
        source: { uploadId, ...(configUploadId !== undefined && { configUploadId }) },
      });
    },
    onSuccess: done,
    onError: (error) => void markRefused(form, error),
  });
  const [missing, setMissing] = useState(false);
  const submit = form.handleSubmit((options) => {
    setMissing(weights === undefined);
    if (weights !== undefined) {
      setSent({ count: 0, perSecond: 0 });
      sending.mutate({ file: weights, options });
    } else {
      revealFault();
    }
  }, revealFault);
  const stopped = sending.error instanceof DOMException && sending.error.name === "AbortError";
  return (
    <form noValidate onSubmit={(event) => void submit(event)}>
      <div className="fields broad">
        <Field
          label="Weights"
          hint="timm's or transformers' as .safetensors, .pth or .bin, or a TorchScript program as .pt."
          error={missing && weights === undefined ? "Choose a file." : undefined}
        >
          {(bound) => (
            <input
              {...bound}
              type="file"
              accept=".safetensors,.pth,.bin,.pt"
              onChange={(event) => setWeights(event.target.files?.[0])}
            />
          )}
        </Field>
        <Field label="config.json" hint="Says the architecture; a TorchScript program needs none.">
          {(bound) => (
            <input {...bound} type="file" accept=".json" onChange={(event) => setConfig(event.target.files?.[0])} />
          )}
        </Field>
        <NameInput form={form} name="name" label="Name" usual={usual} />
      </div>
      <More form={form} />
      <p className="row">
        <button type="submit" className="main" disabled={sending.isPending}>
          Upload and import
        </button>
        {sending.isPending && (
          <button type="button" onClick={() => stop.current?.abort()}>
            Stop
          </button>
        )}
      </p>
      {sending.isPending && weights !== undefined && sent !== undefined && <Sent file={weights} {...sent} />}
      {stopped && <p role="status">Stopped. Chosen again, the file goes on where it was.</p>}
      {sending.isError && !stopped && <Fault error={sending.error} />}
    </form>
  );
}

function Sent({ file, count, perSecond }: { file: File; count: number; perSecond: number }) {
  return (
    <div role="status">
      <progress aria-label={`Upload of ${file.name}`} max={Math.max(1, file.size)} value={count} />
      <span className="quiet figure">
        {bytes(count)} of {bytes(file.size)} ({percent(count / Math.max(1, file.size))})
        {perSecond > 0 &&
          count < file.size &&
          ` · ${bytes(perSecond)}/s · ${duration((file.size - count) / perSecond)} left`}
      </span>
    </div>
  );
}

interface HubEntry extends Options {
  repository: string;
  revision: string;
  file: string;
}

export function HubForm({ done }: { done: (made: Made) => void }) {
  const form = useForm<HubEntry>({ defaultValues: { ...NO_OPTIONS, repository: "", revision: "", file: "" } });
  const { making, onSubmit } = useMaking(
    form,
    ({ repository, revision, file, ...options }) =>
      createModel({
        ...request(options, repositoryOf(repository).replace(/.*\//, "")),
        source: {
          uri: `hf:${repositoryOf(repository)}`,
          ...given("revision", revision),
          ...given("file", file),
        },
      }),
    done,
  );
  return (
    <form noValidate onSubmit={onSubmit}>
      <div className="fields broad">
        <Field
          label="Repository"
          hint="OWNER/NAME, or the address of its page. Tokens are the operator's, for gated models too."
          error={form.formState.errors.repository?.message}
        >
          {(bound) => (
            <input
              {...bound}
              placeholder="timm/resnet18.a1_in1k"
              {...form.register("repository", {
                validate: (text) =>
                  /^[\w.-]+\/[\w.-]+$/.test(repositoryOf(text)) || "An owner and a name, as in timm/resnet18.a1_in1k.",
              })}
            />
          )}
        </Field>
        <Text form={form} name="revision" label="Branch, tag or commit" placeholder="main" />
        <Text form={form} name="file" label="File" hint="Where the repository has several of weights." />
        <NameInput form={form} name="name" label="Name" usual="that of the repository" />
      </div>
      <More form={form} />
      <button type="submit" className="main" disabled={making.isPending}>
        Import from the Hub
      </button>
      {making.isError && <Fault error={making.error} />}
    </form>
  );
}

function repositoryOf(text: string): string {
  return text
    .trim()
    .replace(/^(https?:\/\/)?[^/\s]+\.[a-z]{2,3}\/(?=[^/]+\/[^/]+)/i, "")
    .replace(/^hf:/, "")
    .replace(/\/+$/, "");
}

interface PlaceEntry extends Options {
  uri: string;
  file: string;
}

export function PlaceForm({ done }: { done: (made: Made) => void }) {
  const form = useForm<PlaceEntry>({ defaultValues: { ...NO_OPTIONS, uri: "", file: "" } });
  const { making, onSubmit } = useMaking(
    form,
    ({ uri, file, ...options }) =>
      createModel({
        ...request(options, stem(uri.trim().replace(/\/+$/, "").replace(/.*\//, ""))),
        source: { uri: uri.trim(), ...given("file", file) },
      }),
    done,
  );
  return (
    <form noValidate onSubmit={onSubmit}>
      <div className="fields broad">
        <Field
          label="Address"
          hint="A file of weights, or a folder that holds model.safetensors and config.json, where the operator allows it."
          error={form.formState.errors.uri?.message}
        >
          {(bound) => (
            <input
              {...bound}
              placeholder="s3://bucket/models/resnet50/"
              {...form.register("uri", {
                validate: (text) =>
                  /^(file:\/\/\/|s3:\/\/[^/]+\/)./.test(text.trim()) || "It begins with file:/// or s3://BUCKET/.",
              })}
            />
          )}
        </Field>
        <Text form={form} name="file" label="File" hint="Where the folder has several of weights." />
        <NameInput form={form} name="name" label="Name" usual="that of the file or folder" />
      </div>
      <More form={form} />
      <button type="submit" className="main" disabled={making.isPending}>
        Import
      </button>
      {making.isError && <Fault error={making.error} />}
    </form>
  );
}

/** What a configuration says, where there is none or it says it wrongly. */
function More<T extends Options>({ form }: { form: UseFormReturn<T> }) {
  const errors = form.formState.errors as { input?: Partial<Record<keyof Input, { message?: string }>> };
  const input = (name: keyof Input, label: string, placeholder: string, unit?: string) => (
    <Field key={name} label={label} unit={unit} error={errors.input?.[name]?.message}>
      {(bound) => (
        <input
          {...bound}
          className="figure"
          placeholder={placeholder}
          {...form.register(`input.${name}` as FieldPath<T>, {
            validate: (text: unknown) => inputFault(name, String(text)) ?? true,
          })}
        />
      )}
    </Field>
  );
  return (
    <details className="more">
      <summary>What the configuration does not say</summary>
      <div className="fields broad">
        {input("sizePx", "Side of a tile", "the configuration's, else 224", "px")}
        {input("mean", "Mean of red, green and blue", "0.485, 0.456, 0.406")}
        {input("std", "Standard deviation", "0.229, 0.224, 0.225")}
        <Text
          form={form}
          name={"prefix" as FieldPath<T>}
          label="Prefix of the network"
          placeholder="teacher.backbone."
          hint="Where one file holds several networks."
        />
      </div>
    </details>
  );
}

function Text<T extends object>(props: {
  form: UseFormReturn<T>;
  name: FieldPath<T>;
  label: string;
  hint?: string;
  placeholder?: string;
}) {
  const { form, name, label, hint, placeholder } = props;
  return (
    <Field label={label} hint={hint}>
      {(bound) => <input {...bound} placeholder={placeholder} {...form.register(name)} />}
    </Field>
  );
}

function request({ name, input, prefix }: Options, usual: string): Omit<ImportRequest, "source"> {
  return {
    name: name.trim() === "" ? usual : name.trim(),
    ...inputOf(input),
    ...given("prefix", prefix),
  };
}

function given<K extends string>(key: K, text: string): Partial<Record<K, string>> {
  return text.trim() === "" ? {} : ({ [key]: text.trim() } as Partial<Record<K, string>>);
}
