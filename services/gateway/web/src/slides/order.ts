// SPDX-License-Identifier: Apache-2.0
import type { Slide } from "../api/client";

export const ORDERS = { newest: "Newest first", name: "By name", size: "Largest first" } as const;

export type Order = keyof typeof ORDERS;

const names = new Intl.Collator(undefined, { numeric: true });

const COMPARE: Record<Order, (one: Slide, other: Slide) => number> = {
  newest: (one, other) => other.createdAt.localeCompare(one.createdAt),
  name: (one, other) => names.compare(one.name, other.name),
  size: (one, other) => other.widthPx * other.heightPx - one.widthPx * one.heightPx,
};

export function isOrder(text: string | null): text is Order {
  return text !== null && Object.hasOwn(ORDERS, text);
}

/** The slides whose name, notes or vendor contain every word of the search, in order. */
export function select(slides: readonly Slide[], search: string, order: Order): Slide[] {
  const words = search.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  return slides
    .filter((slide) => {
      const text = `${slide.name} ${slide.notes ?? ""} ${slide.vendor ?? ""}`.toLocaleLowerCase();
      return words.every((word) => text.includes(word));
    })
    .sort(COMPARE[order]);
}
