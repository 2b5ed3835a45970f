// SPDX-License-Identifier: Apache-2.0
import type { Prediction } from "./queries";

export const ORDERS = {
  newest: "Newest first",
  uncertain: "Least certain first",
  wrong: "Wrong ones first",
} as const;

export type Order = keyof typeof ORDERS;

export function isOrder(name: string | null): name is Order {
  return name !== null && name in ORDERS;
}

/** The probability of the class that it says. */
export function certainty(prediction: Prediction): number {
  return prediction.probabilities.find(({ label }) => label === prediction.label)?.probability ?? 0;
}

export interface Wanted {
  readonly label: string;
  /** Only predictions that are less certain. */
  readonly below: number;
  readonly order: Order;
}

/** A prediction, and what the cohort says of the slide. */
export interface Told {
  readonly prediction: Prediction;
  readonly known: string | undefined;
  /** Whether the classifier learned from this slide. */
  readonly learned: boolean;
}

export function select(all: readonly Told[], { label, below, order }: Wanted): Told[] {
  const wanted = all.filter(
    ({ prediction }) => (label === "" || prediction.label === label) && certainty(prediction) < below,
  );
  const wrong = ({ prediction, known }: Told) => Number(known !== undefined && known !== prediction.label);
  switch (order) {
    case "newest":
      return wanted;
    case "uncertain":
      return wanted.sort((one, other) => certainty(one.prediction) - certainty(other.prediction));
    case "wrong":
      return wanted.sort((one, other) => wrong(other) - wrong(one));
  }
}
