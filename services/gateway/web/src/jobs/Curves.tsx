// SPDX-License-Identifier: Apache-2.0
import type { Job } from "../api/client";
import { LineChart } from "../chart/LineChart";
import { classColour } from "../predictions/colours";
import { grouped } from "./metrics";
import { useMetrics } from "./queries";

/** The curves that a job reports while it runs. */
export function Curves({ job }: { job: Job }) {
  const [metrics] = useMetrics(job.metrics === undefined ? [] : [job]);
  if (metrics?.data === undefined || metrics.data.series.length === 0) {
    return null;
  }
  const groups = grouped(metrics.data.series);
  return (
    <section>
      <h2>Curves</h2>
      <div className="curves">
        {groups.map(({ measure, series }) => (
          <LineChart
            key={measure}
            title={`${measure}, step by step`}
            lines={series.map((one, index) => ({
              name: one.part,
              x: one.steps,
              y: one.values,
              colour: classColour(index),
            }))}
            x={{ label: "Step" }}
            y={{ label: measure }}
          />
        ))}
      </div>
      <details>
        <summary>Latest values</summary>
        <dl className="columns">
          {metrics.data.series.map(({ name, values }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd className="figure">{values.at(-1)?.toPrecision(4)}</dd>
            </div>
          ))}
        </dl>
      </details>
    </section>
  );
}
