// SPDX-License-Identifier: Apache-2.0
import type { Slide } from "../api/client";

export const ORDERS = {
  newest: "Newest first",
  name: "By name",
  size: "Largest first",
  tissue: "Most tissue",
} as const;
export const FILTERS = { all: "All slides", warned: "With warnings", empty: "Without tissue" } as const;

export type Order = keyof typeof ORDERS;
export type Filter = keyof typeof FILTERS;

const names = new Intl.Collator(undefined, { numeric: true });

const COMPARE: Record<Order, (one: Slide, other: Slide) => number> = {
  newest: (one, other) => (one.createdAt < other.createdAt ? 1 : one.createdAt > other.createdAt ? -1 : 0),
  name: (one, other) => names.compare(one.name, other.name),
  size: (one, other) => other.widthPx * other.heightPx - one.widthPx * one.heightPx,
  tissue: (one, other) => (other.tissueFraction ?? 0) - (one.tissueFraction ?? 0),
};

const KEEPS: Record<Filter, (slide: Slide) => boolean> = {
  all: () => true,
  warned: ({ warnings }) => (warnings?.length ?? 0) > 0,
  empty: ({ tissueFraction }) => tissueFraction === 0,
};

export function isOrder(text: string | null): text is Order {
  return text !== null && Object.hasOwn(ORDERS, text);
}

export function isFilter(text: string | null): text is Filter {
  return text !== null && Object.hasOwn(FILTERS, text);
}

/** The slides that the filter keeps and whose name, notes or vendor contain every word of the search, in order. */
export function select(slides: readonly Slide[], search: string, order: Order, filter: Filter = "all"): Slide[] {
  const words = search.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  return slides
    .filter((slide) => {
      if (!KEEPS[filter](slide)) {
        return false;
      }
      const text = `${slide.name} ${slide.notes ?? ""} ${slide.vendor ?? ""}`.toLocaleLowerCase();
      return words.every((word) => text.includes(word));
    })
    .sort(COMPARE[order]);
}
