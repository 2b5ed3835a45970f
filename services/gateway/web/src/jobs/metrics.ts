// SPDX-License-Identifier: Apache-2.0
import type { JobEvent, components } from "../api/client";

export type Metrics = components["schemas"]["JobMetrics"];
type Series = components["schemas"]["MetricSeries"];

// What its own name does not say well enough.
const NAMES: Record<string, string> = {
  maskedLoss: "Loss over masked tiles",
  gradientNorm: "Norm of the gradient",
  learningRate: "Learning rate of the student",
};

export interface Group {
  readonly measure: string;
  readonly series: (Series & { readonly part: string })[];
}

/** Series of one measure together: `fold0.loss` and `fold1.loss` are `Loss` of `fold 0` and `fold 1`. */
export function grouped(series: readonly Series[]): Group[] {
  const groups = new Map<string, Group>();
  for (const one of series) {
    const dot = one.name.indexOf(".");
    const measure = measureName(one.name.slice(dot + 1));
    const part = dot < 0 ? measure : words(one.name.slice(0, dot));
    const group = groups.get(measure) ?? { measure, series: [] };
    group.series.push({ ...one, part });
    groups.set(measure, group);
  }
  return [...groups.values()];
}

/** What a measure is called. */
export function measureName(name: string): string {
  return NAMES[name] ?? words(name);
}

function words(name: string): string {
  const spaced = name
    .replaceAll(/([a-z])([A-Z])/g, "$1 $2")
    .replaceAll(/([a-z])(\d)/gi, "$1 $2")
    .toLowerCase()
    .replaceAll(/\bauroc\b/g, "AUROC");
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

/** The curves with one value more; a step that is told again, by another attempt, takes the place of what came of it. */
export function withMetric(metrics: Metrics, event: JobEvent): Metrics {
  const { metric } = event;
  if (metric === undefined) {
    return metrics;
  }
  const there = metrics.series.find(({ name }) => name === metric.name);
  const { steps, values } = there ?? { steps: [], values: [] };
  let end = steps.length;
  while (end > 0 && (steps[end - 1] ?? 0) >= metric.step) {
    end--;
  }
  const series: Series = {
    name: metric.name,
    steps: [...steps.slice(0, end), metric.step],
    values: [...values.slice(0, end), metric.value],
  };
  return {
    series:
      there === undefined ? [...metrics.series, series] : metrics.series.map((one) => (one === there ? series : one)),
  };
}
