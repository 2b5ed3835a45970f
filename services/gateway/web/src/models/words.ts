// SPDX-License-Identifier: Apache-2.0
import type { Model } from "./queries";

export const ORIGINS: Record<Model["origin"], string> = {
  IMPORTED: "Imported",
  ASSEMBLED: "Assembled",
  FINE_TUNED: "Fine-tuned",
};

/** A count with its unit, three digits at most: `534 k`, `2.22 M`. */
export function amount(count: number): string {
  const units = ["", " k", " M", " G", " T"];
  let step = 0;
  let rest = count;
  while (rest >= 999.5 && step < units.length - 1) {
    rest /= 1000;
    step++;
  }
  return `${step === 0 || rest >= 100 ? Math.round(rest) : Number(rest.toPrecision(3))}${units[step] ?? ""}`;
}

/** The program, where it is known and not just TorchScript of its maker's. */
export function architecture(model: Pick<Model, "architecture">): string {
  return model.architecture === undefined || model.architecture === "torchscript"
    ? "a TorchScript program"
    : model.architecture;
}

/** Whether its weights have names that others know, so that it can leave as safetensors and be cut. */
export function isKnown({ architecture: name }: Pick<Model, "architecture">): boolean {
  return name !== undefined && name !== "torchscript";
}
