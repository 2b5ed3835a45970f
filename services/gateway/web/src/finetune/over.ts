// SPDX-License-Identifier: Apache-2.0
import type { Slide } from "../api/client";
import type { Model } from "../models/queries";

/** What a job may run over: a cohort by its id, one slide as `slide:ID`, or all slides as `all`. */
export type Over = string;

export const ALL: Over = "all";

export function overSlide(slideId: string): Over {
  return `slide:${slideId}`;
}

/** The part of a request that says over what. */
export function overRequest(over: Over, slides: readonly Slide[]): { cohortId: string } | { slideIds: string[] } {
  return over === ALL || over.startsWith("slide:") ? { slideIds: slides.map(({ id }) => id) } : { cohortId: over };
}

/** Half a micrometre, or as coarse as the coarsest slide where that is coarser. */
export function usualMpp(slides: readonly Slide[]): number {
  const coarsest = Math.max(0.5, ...slides.map(({ mpp }) => mpp));
  return coarsest > 0.5 * FINER ? Number(coarsest.toPrecision(4)) : 0.5;
}

// The server enlarges no tile by more.
const FINER = 1.05;

/** What is wrong with a resolution for these slides. */
export function mppFault(mpp: number, slides: readonly Slide[]): string | undefined {
  if (!(mpp >= 0.01 && mpp <= 64)) {
    return "From 0.01 to 64 µm/px.";
  }
  const coarsest = slides.reduce<Slide | undefined>(
    (most, one) => (one.mpp > (most?.mpp ?? 0) ? one : most),
    undefined,
  );
  return coarsest !== undefined && coarsest.mpp > mpp * FINER
    ? `${coarsest.name} has only ${Number(coarsest.mpp.toPrecision(4))} µm/px, and nothing is enlarged.`
    : undefined;
}

/** The smallest model as the student, rather one that was not tuned yet, and the largest as its teacher. */
export function usualPair(models: readonly Model[]): { student: string; teacher: string } {
  const tuned = ({ origin }: Model) => Number(origin === "FINE_TUNED");
  const bySize = [...models].sort(
    (one, other) => one.parameterCount - other.parameterCount || tuned(one) - tuned(other),
  );
  const student = bySize[0]?.id ?? "";
  return { student, teacher: bySize.at(-1)?.id ?? student };
}
