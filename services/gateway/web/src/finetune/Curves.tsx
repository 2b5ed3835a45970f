// SPDX-License-Identifier: Apache-2.0
import { Suspense, lazy, useState } from "react";
import { METRICS, type Metrics, thinned } from "./metrics";
import "./finetune.css";

const Chart = lazy(() => import("./Chart"));

export interface Curve {
  readonly id: string;
  readonly name: string;
  readonly colour: string;
  readonly dash: readonly number[] | undefined;
  readonly steps: readonly number[];
  readonly values: readonly number[];
}

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

const ROWS = 12;

/** One metric of several runs as curves, and as a table. */
export function Curves({ runs }: { runs: readonly Run[] }) {
  const names = [...new Set(runs.flatMap(({ metrics }) => metrics.series.map(({ name }) => name)))].sort(byOrder);
  const [chosen, setChosen] = useState("loss");
  const [logarithmic, setLogarithmic] = useState(false);
  const metric = names.includes(chosen) ? chosen : (names[0] ?? "loss");
  const curves = runs.flatMap(({ id, name, metrics }, index) => {
    const series = metrics.series.find((one) => one.name === metric);
    const stroke = STROKES[index % STROKES.length];
    return series === undefined || stroke === undefined
      ? []
      : [{ id, name, colour: stroke.colour, dash: stroke.dash, steps: series.steps, values: series.values }];
  });
  if (names.length === 0) {
    return <p className="quiet">No curve yet: it begins with the first step.</p>;
  }
  const positive = curves.every(({ values }) => values.every((value) => value > 0));
  return (
    <section aria-label="Curves">
      <div className="tools">
        <select aria-label="Metric" value={metric} onChange={(event) => setChosen(event.target.value)}>
          {names.map((name) => (
            <option key={name} value={name}>
              {METRICS[name] ?? name}
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
      <Suspense fallback={<div className="plot" />}>
        <Chart curves={curves} logarithmic={logarithmic && positive} label={METRICS[metric] ?? metric} />
      </Suspense>
      <details className="more">
        <summary>{METRICS[metric] ?? metric} as a table</summary>
        <div className="row tables">
          {curves.map((curve) => (
            <table key={curve.id} className="compare">
              <caption className="quiet">{curve.name}</caption>
              <thead>
                <tr>
                  <th scope="col" className="figure">
                    Step
                  </th>
                  <th scope="col" className="figure">
                    {METRICS[metric] ?? metric}
                  </th>
                </tr>
              </thead>
              <tbody>
                {thinned({ steps: [...curve.steps], values: [...curve.values] }, ROWS).map(([step, value]) => (
                  <tr key={step}>
                    <th scope="row" className="figure">
                      {step.toLocaleString("en")}
                    </th>
                    <td className="figure">{value.toPrecision(4)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          ))}
        </div>
      </details>
    </section>
  );
}

function byOrder(one: string, other: string): number {
  const known = Object.keys(METRICS);
  const place = (name: string) => (known.includes(name) ? known.indexOf(name) : known.length);
  return place(one) - place(other) || one.localeCompare(other, undefined, { numeric: true });
}
