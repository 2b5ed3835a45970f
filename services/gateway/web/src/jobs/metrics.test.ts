// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import type { JobEvent } from "../api/client";
import { type Metrics, withMetric } from "./metrics";

const told = (name: string, step: number, value: number): JobEvent => ({
  type: "metric",
  time: "2026-11-30T07:00:00Z",
  metric: { name, step, value },
});

describe("live curves", () => {
  it("grow by what is told, each metric for itself", () => {
    const metrics = [told("loss", 1, 0.9), told("learningRate", 1, 0.1), told("loss", 2, 0.8)].reduce(withMetric, {
      series: [],
    } as Metrics);
    expect(metrics.series).toEqual([
      { name: "loss", steps: [1, 2], values: [0.9, 0.8] },
      { name: "learningRate", steps: [1], values: [0.1] },
    ]);
  });

  it("go back where another attempt tells steps anew", () => {
    const metrics = [1, 2, 3].map((step) => told("loss", step, step)).reduce(withMetric, { series: [] } as Metrics);
    expect(withMetric(metrics, told("loss", 2, 7)).series[0]).toEqual({ name: "loss", steps: [1, 2], values: [1, 7] });
  });

  it("are the same where nothing is told of them", () => {
    const metrics: Metrics = { series: [] };
    expect(withMetric(metrics, { type: "log", time: "2026-11-30T07:00:00Z", message: "x" })).toBe(metrics);
  });
});
