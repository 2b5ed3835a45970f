// SPDX-License-Identifier: Apache-2.0
import { useMutation } from "@tanstack/react-query";
import type { FieldValues, UseFormReturn } from "react-hook-form";
import { markRefused, revealFault } from "../things/inputs";
import type { Made } from "./ImportPage";

/** What sends a form's entry, shows what the server refuses of it at its input, and hands on what came of it. */
export function useMaking<T extends FieldValues>(
  form: UseFormReturn<T>,
  make: (entry: T) => Promise<Made>,
  done: (made: Made) => void,
) {
  const making = useMutation({
    mutationFn: make,
    onSuccess: done,
    onError: (error) => void markRefused(form, error),
  });
  const submit = form.handleSubmit((entry) => making.mutate(entry), revealFault);
  return { making, onSubmit: (event: React.FormEvent) => void submit(event) };
}
