// SPDX-License-Identifier: Apache-2.0
import type { Classifier } from "../predictions/queries";

export const ALGORITHMS: Record<Classifier["algorithm"], string> = {
  ABMIL: "Attention (ABMIL)",
  MEAN_POOLING: "Mean of all tiles",
};

export function auroc(value: number | undefined): string {
  return value === undefined ? "–" : value.toFixed(3);
}

/** The measures of training, as the server names them. */
export const SERIES: Record<string, string> = {
  trainingLoss: "Training loss",
  validationLoss: "Validation loss",
  validationAuroc: "Validation AUROC",
};

/** What an interval says, in a sentence. */
export function interval({ meanAuroc, aurocConfidence }: Classifier): string | undefined {
  if (meanAuroc === undefined) {
    return "No fold has slides of every class, so there is no AUROC.";
  }
  if (aurocConfidence === undefined) {
    return "The interval of the AUROC could not be told.";
  }
  const { level, low, high, method } = aurocConfidence;
  const ends = `${low.toFixed(3)} to ${high.toFixed(3)}`;
  return `${Math.round(level * 100)} % interval ${ends}${method === undefined ? "" : ` (${method})`}.`;
}
