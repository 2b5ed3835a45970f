// SPDX-License-Identifier: Apache-2.0
import { useMemo } from "react";
import type { Slide } from "../api/client";
import { type Cohort, useCohortSlides, useCohorts } from "../cohorts/queries";
import { useSlides } from "../slides/queries";
import { useAll, useOnce } from "../things/all";
import { ALL, type Over } from "./over";

export interface Choices {
  readonly cohorts: readonly Cohort[];
  readonly slides: readonly Slide[];
  readonly complete: boolean;
  readonly error: Error | null;
}

/** The cohorts and slides that a job may run over; complete once they are as they were when the form was opened. */
export function useChoices(): Choices {
  const cohorts = useAll(useCohorts());
  const slides = useAll(useSlides());
  return {
    cohorts: cohorts.items,
    slides: slides.items,
    complete: useOnce(cohorts.fresh && slides.fresh),
    error: cohorts.error ?? slides.error,
  };
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
