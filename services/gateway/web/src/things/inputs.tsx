// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from "react";
import { type FieldPath, type FieldValues, type UseFormReturn, get } from "react-hook-form";
import { type Problem, Refused } from "../api/client";
import { Field } from "./Field";
import { numberFault } from "./numbers";

interface Of<T extends FieldValues> {
  readonly form: UseFormReturn<T>;
  readonly name: FieldPath<T>;
  readonly label: string;
  readonly hint?: ReactNode;
}

/** A number within bounds; `above` and `below` are bounds that it must not reach. */
export function NumberInput<T extends FieldValues>(
  props: Of<T> & {
    unit?: string;
    min?: number;
    max?: number;
    above?: number;
    below?: number;
    whole?: boolean;
    also?: (value: number) => string | undefined;
  },
) {
  const { form, name, label, hint, unit, whole, also, ...bounds } = props;
  return (
    <Field label={label} unit={unit} hint={hint} error={messageOf(form, name)}>
      {(bound) => (
        <input
          {...bound}
          type="number"
          inputMode={whole === true ? "numeric" : "decimal"}
          step={whole === true ? 1 : "any"}
          className="figure"
          {...form.register(name, {
            valueAsNumber: true,
            validate: (value: number) => numberFault(value, whole === true, bounds) ?? also?.(value) ?? true,
          })}
        />
      )}
    </Field>
  );
}

export function Choice<T extends FieldValues>(
  props: Of<T> & { options: readonly (readonly [string, string])[]; changed?: (value: string) => void },
) {
  const { form, name, label, hint, options, changed } = props;
  return (
    <Field label={label} hint={hint} error={messageOf(form, name)}>
      {(bound) => (
        <select
          {...bound}
          {...form.register(name, {
            validate: (value: string) => value !== "" || "Choose one.",
            onChange: (event: { target: { value: string } }) => changed?.(event.target.value),
          })}
        >
          {options.map(([value, text]) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

export function Check<T extends FieldValues>({ form, name, label, hint }: Of<T>) {
  return (
    <div className="field">
      <label className="check">
        <input type="checkbox" {...form.register(name)} />
        {label}
      </label>
      {hint !== undefined && <p className="quiet">{hint}</p>}
    </div>
  );
}

export function NameInput<T extends FieldValues>({ form, name, label, hint, usual }: Of<T> & { usual: string }) {
  return (
    <Field label={label} hint={hint} error={messageOf(form, name)}>
      {(bound) => (
        <input
          {...bound}
          placeholder={usual}
          {...form.register(name, {
            validate: (value: string) => value.trim().length <= 200 || "At most 200 letters.",
          })}
        />
      )}
    </Field>
  );
}

/** Marks the input that a refusal points at; answers whether there is one. */
export function markRefused<T extends FieldValues>(form: UseFormReturn<T>, error: unknown): boolean {
  const problem: Partial<Problem> | undefined = error instanceof Refused ? error.problem : undefined;
  const path = problem?.pointer?.slice(1).replaceAll("/", ".") ?? "";
  if (path === "" || get(form.getValues(), path) === undefined) {
    return false;
  }
  form.setError(path as FieldPath<T>, { message: problem?.detail ?? problem?.title ?? "" }, { shouldFocus: true });
  revealFault();
  return true;
}

/** Unfolds what hides the first input that is wrong, and goes there. */
export function revealFault(): void {
  requestAnimationFrame(() => {
    const wrong = document.querySelector<HTMLElement>('form [aria-invalid="true"]');
    wrong?.closest("details")?.setAttribute("open", "");
    wrong?.focus();
  });
}

function messageOf<T extends FieldValues>(form: UseFormReturn<T>, name: FieldPath<T>): string | undefined {
  const found = get(form.formState.errors, name) as { message?: string } | undefined;
  return found?.message;
}
