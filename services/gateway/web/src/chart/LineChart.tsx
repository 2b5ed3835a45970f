// SPDX-License-Identifier: Apache-2.0
import { Suspense, lazy, useState } from "react";
import "./chart.css";

const Plot = lazy(() => import("./Plot"));

export interface Line {
  readonly name: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly colour: string;
  /** Beside others that say more. */
  readonly thin?: boolean;
  readonly dash?: readonly number[] | undefined;
}

/** An axis that reaches at least from where to where. */
export interface Axis {
  readonly label: string;
  readonly from?: number;
  readonly to?: number;
}

const ROWS = 500;
// What a coin would do.
const CHANCE: Line = { name: "Chance", x: [0, 1], y: [0, 1], colour: "--quiet", thin: true, dash: [4, 4] };

/** Lines over two axes, with their names and, for whoever cannot see them, as a table. */
export function LineChart(props: {
  title: string;
  lines: readonly Line[];
  x: Axis;
  y: Axis;
  diagonal?: boolean;
  logarithmic?: boolean;
}) {
  const { title, lines, x, y, diagonal = false, logarithmic = false } = props;
  const [open, setOpen] = useState(false);
  const named = lines.filter(({ thin }) => thin !== true);
  return (
    <figure className="chart" aria-label={title}>
      <Suspense fallback={<div className="plot" />}>
        <Plot lines={diagonal ? [...lines, CHANCE] : lines} x={x} y={y} logarithmic={logarithmic} />
      </Suspense>
      <figcaption>
        {named.map((line, index) => (
          <span key={index} className="key">
            <svg className="swatch" viewBox="0 0 22 4" aria-hidden="true">
              <line x1="0" x2="22" y1="2" y2="2" stroke={line.colour} strokeDasharray={line.dash?.join(" ")} />
            </svg>
            {line.name}
          </span>
        ))}
      </figcaption>
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>As a table</summary>
        {open && <Table title={title} lines={named} x={x.label} y={y.label} />}
      </details>
    </figure>
  );
}

function Table({ title, lines, x, y }: { title: string; lines: readonly Line[]; x: string; y: string }) {
  const rows = lines.flatMap((line) => line.x.map((value, index) => [line.name, value, line.y[index] ?? NaN] as const));
  return (
    <div className="numbers" role="region" aria-label={`Table: ${title}`} tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">Line</th>
            <th scope="col" className="figure">
              {x}
            </th>
            <th scope="col" className="figure">
              {y}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, ROWS).map(([name, across, up], index) => (
            <tr key={index}>
              <th scope="row">{name}</th>
              <td className="figure">{Number(across.toPrecision(4))}</td>
              <td className="figure">{Number(up.toPrecision(4))}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > ROWS && (
        <p className="quiet">
          The first {ROWS} of {rows.length} rows.
        </p>
      )}
    </div>
  );
}
