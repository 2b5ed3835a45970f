// SPDX-License-Identifier: Apache-2.0
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Refused, signIn } from "../api/client";
import { Fault } from "./Fault";

export function SignIn() {
  const queries = useQueryClient();
  const entry = useMutation({ mutationFn: signIn, onSuccess: () => queries.resetQueries() });
  const submit = (event: React.FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const key = new FormData(event.currentTarget).get("key");
    entry.mutate(String(key).trim());
  };
  const wrong = entry.error instanceof Refused && entry.error.status === 401;
  return (
    <main className="entry">
      <h1>Contextile</h1>
      <form onSubmit={submit}>
        <label htmlFor="key">Key of your workspace</label>
        <input id="key" name="key" type="password" required autoComplete="current-password" aria-invalid={wrong} />
        <button type="submit" className="main" disabled={entry.isPending}>
          Sign in
        </button>
        {wrong && (
          <p className="fault" role="alert">
            No workspace has this key. Whoever runs the server gives keys out.
          </p>
        )}
        {entry.isError && !wrong && <Fault error={entry.error} />}
      </form>
    </main>
  );
}
