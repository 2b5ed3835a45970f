// SPDX-License-Identifier: Apache-2.0
import { type ReactNode, useId } from "react";
import "./things.css";

/** What ties an input to its label, hint and error. */
export interface Bound {
  readonly id: string;
  readonly "aria-describedby": string | undefined;
  readonly "aria-invalid": boolean;
}

/** A labelled input with its unit, a hint and what is wrong with it. */
export function Field(props: {
  label: string;
  unit?: string | undefined;
  hint?: ReactNode;
  error?: string | undefined;
  children: (bound: Bound) => ReactNode;
}) {
  const { label, unit, hint, error, children } = props;
  const id = useId();
  const described = [hint !== undefined && `${id}-hint`, error !== undefined && `${id}-error`]
    .filter(Boolean)
    .join(" ");
  return (
    <div className="field">
      <label htmlFor={id}>
        {label}
        {unit !== undefined && <span className="quiet"> in {unit}</span>}
      </label>
      {children({
        id,
        "aria-describedby": described === "" ? undefined : described,
        "aria-invalid": error !== undefined,
      })}
      {hint !== undefined && (
        <p id={`${id}-hint`} className="quiet">
          {hint}
        </p>
      )}
      {error !== undefined && (
        <p id={`${id}-error`} className="wrong">
          {error}
        </p>
      )}
    </div>
  );
}
