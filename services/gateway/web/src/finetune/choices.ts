// SPDX-License-Identifier: Apache-2.0
import { useMemo } from "react";
import type { Slide } from "../api/client";
import { type Cohort, useCohortSlides, useCohorts } from "../cohorts/queries";
import type { Model } from "../models/queries";
import { useSlides } from "../slides/queries";
import { useAll } from "../things/all";

/** What a job may run over: a cohort by its id, one slide as `slide:ID`, or all slides as `all`. */
export type Over = string;

export const ALL: Over = "all";

export function overSlide(slideId: string): Over {
  return `slide:${slideId}`;
}

export interface Choices {
  readonly cohorts: readonly Cohort[];
  readonly slides: readonly Slide[];
  readonly complete: boolean;
}

/** The cohorts and slides that a job may run over. */
export function useChoices(): Choices {
  const cohorts = useAll(useCohorts());
  const slides = useAll(useSlides());
  return { cohorts: cohorts.items, slides: slides.items, complete: cohorts.complete && slides.complete };
}

/** The slides of a choice, as far as they have come. */
export function useSlidesOver(over: Over, slides: readonly Slide[]): readonly Slide[] {
  const cohortId = over === ALL || over.startsWith("slide:") ? "" : over;
  const rows = useAll(useCohortSlides(cohortId)).items;
  return useMemo(() => {
    if (over === ALL) {
      return slides;
    }
    const ids = new Set(cohortId === "" ? [over.slice("slide:".length)] : rows.map(({ slideId }) => slideId));
    return slides.filter(({ id }) => ids.has(id));
    // The rows are a new array at every call.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [over, cohortId, slides.length, rows.length]);
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
