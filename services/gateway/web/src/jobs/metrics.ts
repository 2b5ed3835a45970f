// SPDX-License-Identifier: Apache-2.0
import type { components } from "../api/client";

type Series = components["schemas"]["MetricSeries"];

export interface Group {
  readonly measure: string;
  readonly series: (Series & { readonly part: string })[];
}

/** Series of one measure together: `fold0.loss` and `fold1.loss` are `Loss` of `fold 0` and `fold 1`. */
export function grouped(series: readonly Series[]): Group[] {
  const groups = new Map<string, Group>();
  for (const one of series) {
    const dot = one.name.indexOf(".");
    const measure = words(one.name.slice(dot + 1));
    const part = dot < 0 ? measure : words(one.name.slice(0, dot));
    const group = groups.get(measure) ?? { measure, series: [] };
    group.series.push({ ...one, part });
    groups.set(measure, group);
  }
  return [...groups.values()];
}

function words(name: string): string {
  const spaced = name
    .replaceAll(/([a-z])([A-Z])/g, "$1 $2")
    .replaceAll(/([a-z])(\d)/gi, "$1 $2")
    .toLowerCase()
    .replaceAll(/\bauroc\b/g, "AUROC");
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}
