// SPDX-License-Identifier: Apache-2.0
import type { JobEvent, components } from "../api/client";

export type Metrics = components["schemas"]["JobMetrics"];
export type Series = components["schemas"]["MetricSeries"];

export const METRICS: Record<string, string> = {
  loss: "Loss",
  maskedLoss: "Loss over masked tiles",
  gradientNorm: "Norm of the gradient",
  learningRate: "Learning rate of the student",
};

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

/** At most `count` points, evenly spread, the first and the last among them. */
export function thinned({ steps, values }: Pick<Series, "steps" | "values">, count: number): [number, number][] {
  const last = steps.length - 1;
  const chosen =
    steps.length <= count
      ? steps.map((_, index) => index)
      : Array.from({ length: count }, (_, index) => Math.round((index * last) / (count - 1)));
  return chosen.flatMap((index) => {
    const [step, value] = [steps[index], values[index]];
    return step === undefined || value === undefined ? [] : [[step, value] as [number, number]];
  });
}
