// SPDX-License-Identifier: Apache-2.0
import { useMutation } from "@tanstack/react-query";
import { useId, useRef } from "react";
import { Refused } from "../api/client";
import { Fault } from "../shell/Fault";
import { Field } from "./Field";

export interface Amendment {
  readonly name?: string;
  readonly notes: string | null;
}

/** Renames a thing and changes what is said of it. Without a `name` it has only notes. */
export function Amend(props: {
  what: string;
  name?: string;
  notes: string | undefined;
  save: (amendment: Amendment) => Promise<unknown>;
}) {
  const { what, name, notes, save } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useId();
  const saving = useMutation({ mutationFn: save, onSuccess: () => dialog.current?.close() });
  const submit = (event: React.FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const said = String(form.get("notes")).trim();
    saving.mutate({
      ...(name === undefined ? {} : { name: String(form.get("name")).trim() }),
      notes: said === "" ? null : said,
    });
  };
  const pointer = saving.error instanceof Refused ? saving.error.problem.pointer : undefined;
  const wrongName = pointer === "/name" && saving.error instanceof Refused ? saving.error.message : undefined;
  return (
    <>
      <button
        type="button"
        onClick={() => {
          saving.reset();
          dialog.current?.showModal();
        }}
      >
        {name === undefined ? "Notes" : "Rename, notes"}
      </button>
      <dialog ref={dialog} aria-labelledby={title}>
        <form key={`${name}/${notes}`} onSubmit={submit}>
          <h2 id={title}>{what}</h2>
          {name !== undefined && (
            <Field label="Name" error={wrongName}>
              {(bound) => <input {...bound} name="name" required maxLength={200} defaultValue={name} />}
            </Field>
          )}
          <Field label="Notes">
            {(bound) => <textarea {...bound} name="notes" maxLength={10_000} defaultValue={notes ?? ""} />}
          </Field>
          {saving.isError && wrongName === undefined && <Fault error={saving.error} />}
          <div className="row">
            <button type="button" onClick={() => dialog.current?.close()}>
              Leave as it is
            </button>
            <button type="submit" className="main" disabled={saving.isPending}>
              Save
            </button>
          </div>
        </form>
      </dialog>
    </>
  );
}
