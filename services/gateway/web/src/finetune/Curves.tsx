// SPDX-License-Identifier: Apache-2.0
import { useState } from "react";
import { LineChart } from "../chart/LineChart";
import { type Metrics, measureName } from "../jobs/metrics";
import "./finetune.css";

/** What is told apart by colour (safe for the colour-blind, on light and dark) and by dashes as well. */
export const STROKES: readonly {
  colour: string;
  dash: readonly number[] | undefined;
  style: "solid" | "dashed" | "dotted";
}[] = [
  { colour: "#3b82c4", dash: undefined, style: "solid" },
  { colour: "#d9660f", dash: [8, 4], style: "dashed" },
  { colour: "#1f9e77", dash: [2, 3], style: "dotted" },
  { colour: "#b5559a", dash: [12, 3, 2, 3], style: "dashed" },
  { colour: "#8a7a1f", dash: [5, 5], style: "dotted" },
  { colour: "#6f7f8c", dash: [1, 4], style: "dotted" },
];

export interface Run {
  readonly id: string;
  readonly name: string;
  readonly metrics: Metrics;
}

// What is looked at first.
const FIRST = ["loss", "maskedLoss", "gradientNorm", "learningRate"];

/** One metric of several runs as curves, and as a table. */
export function Curves({ runs }: { runs: readonly Run[] }) {
  const names = [...new Set(runs.flatMap(({ metrics }) => metrics.series.map(({ name }) => name)))].sort(byOrder);
  const [chosen, setChosen] = useState("loss");
  const [logarithmic, setLogarithmic] = useState(false);
  const metric = names.includes(chosen) ? chosen : (names[0] ?? "loss");
  const lines = runs.flatMap(({ name, metrics }, index) => {
    const series = metrics.series.find((one) => one.name === metric);
    const stroke = STROKES[index % STROKES.length];
    return series === undefined || stroke === undefined
      ? []
      : [{ name, x: series.steps, y: series.values, colour: stroke.colour, dash: stroke.dash }];
  });
  if (names.length === 0) {
    return <p className="quiet">No curve yet: it begins with the first step.</p>;
  }
  const positive = lines.every(({ y }) => y.every((value) => value > 0));
  return (
    <section aria-label="Curves">
      <div className="tools">
        <select aria-label="Metric" value={metric} onChange={(event) => setChosen(event.target.value)}>
          {names.map((name) => (
            <option key={name} value={name}>
              {measureName(name)}
            </option>
          ))}
        </select>
        {positive && (
          <label>
            <input type="checkbox" checked={logarithmic} onChange={(event) => setLogarithmic(event.target.checked)} />
            Logarithmic
          </label>
        )}
      </div>
      <LineChart
        title={`${measureName(metric)}, step by step`}
        lines={lines}
        x={{ label: "Step" }}
        y={{ label: measureName(metric) }}
        logarithmic={logarithmic && positive}
      />
    </section>
  );
}

function byOrder(one: string, other: string): number {
  const place = (name: string) => (FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length);
  return place(one) - place(other) || one.localeCompare(other, undefined, { numeric: true });
}
