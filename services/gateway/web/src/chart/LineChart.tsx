// SPDX-License-Identifier: Apache-2.0
import { useId, useState } from "react";
import { extent, ticks } from "./axis";

export interface Line {
  readonly name: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly colour: string;
  readonly thin?: boolean;
}

interface Axis {
  readonly label: string;
  readonly from?: number;
  readonly to?: number;
}

const WIDTH = 420;
const HEIGHT = 300;
const LEFT = 52;
const RIGHT = 12;
const TOP = 10;
const BOTTOM = 44;
const ROWS = 500;

/** Lines over two axes, drawn without a library: for pictures that stand still. */
export function LineChart(props: { title: string; lines: readonly Line[]; x: Axis; y: Axis; diagonal?: boolean }) {
  const { title, lines, x, y, diagonal = false } = props;
  const id = useId();
  const [open, setOpen] = useState(false);
  const [left, right] = extent(
    lines.flatMap((line) => line.x),
    x,
  );
  const [low, high] = extent(
    lines.flatMap((line) => line.y),
    y,
  );
  const across = (value: number) => LEFT + ((value - left) / (right - left)) * (WIDTH - LEFT - RIGHT);
  const up = (value: number) => HEIGHT - BOTTOM - ((value - low) / (high - low)) * (HEIGHT - TOP - BOTTOM);
  const legend = lines.filter(({ thin }) => thin !== true);
  return (
    <figure className="chart">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-labelledby={id}>
        <title id={id}>{title}</title>
        {ticks(low, high).map((value) => (
          <g key={`y${value}`} className="tick">
            <line x1={LEFT} x2={WIDTH - RIGHT} y1={up(value)} y2={up(value)} />
            <text x={LEFT - 8} y={up(value) + 4} textAnchor="end">
              {value}
            </text>
          </g>
        ))}
        {ticks(left, right).map((value) => (
          <text key={`x${value}`} x={across(value)} y={HEIGHT - BOTTOM + 18} textAnchor="middle">
            {value}
          </text>
        ))}
        <text x={(LEFT + WIDTH - RIGHT) / 2} y={HEIGHT - 6} textAnchor="middle" className="name">
          {x.label}
        </text>
        <text
          transform={`translate(13 ${(TOP + HEIGHT - BOTTOM) / 2}) rotate(-90)`}
          textAnchor="middle"
          className="name"
        >
          {y.label}
        </text>
        {diagonal && <line className="chance" x1={across(0)} y1={up(0)} x2={across(1)} y2={up(1)} />}
        {lines.map((line) => (
          <polyline
            key={line.name}
            points={line.x.map((value, index) => `${across(value)},${up(line.y[index] ?? NaN)}`).join(" ")}
            stroke={line.colour}
            className={line.thin === true ? "thin" : undefined}
          />
        ))}
      </svg>
      <figcaption>
        {legend.map((line) => (
          <span key={line.name} className="key">
            <span className="swatch" style={{ background: line.colour }} aria-hidden="true" />
            {line.name}
          </span>
        ))}
      </figcaption>
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>As a table</summary>
        {open && <Table title={title} lines={legend} x={x.label} y={y.label} />}
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
