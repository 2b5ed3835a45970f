// SPDX-License-Identifier: Apache-2.0
import { useEffect, useRef, useState } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { Axis, Line } from "./LineChart";
import { joined } from "./joined";

const HEIGHT = 300;

export interface PlotProps {
  readonly lines: readonly Line[];
  readonly x: Axis;
  readonly y: Axis;
  readonly logarithmic: boolean;
}

/** The canvas of a chart. What it says stands in a table beside it, since nobody can read a canvas aloud. */
export default function Plot(props: PlotProps) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const theme = useThemeName();
  const data = joined(props.lines);
  // Another set of lines is another chart; more points are not.
  const { lines, x, y, logarithmic } = props;
  const shape = JSON.stringify([lines.map(({ name, colour }) => [name, colour]), x, y, logarithmic, theme]);
  const latest = useRef({ props, data });
  useEffect(() => {
    latest.current = { props, data };
    plot.current?.setData(data);
  });
  useEffect(() => {
    const box = place.current;
    if (box === null) {
      return undefined;
    }
    const made = new uPlot(options(latest.current.props, box.clientWidth), latest.current.data, box);
    plot.current = made;
    const watch = new ResizeObserver(() => made.setSize({ width: box.clientWidth, height: HEIGHT }));
    watch.observe(box);
    return () => {
      watch.disconnect();
      made.destroy();
      plot.current = undefined;
    };
  }, [shape]);
  return (
    <div className="plot" aria-hidden="true">
      <div ref={place} />
    </div>
  );
}

function options({ lines, x, y, logarithmic }: PlotProps, width: number): uPlot.Options {
  const line = colourOf("--line");
  const axis = { stroke: colourOf("--quiet"), grid: { stroke: line, width: 1 }, ticks: { stroke: line } };
  return {
    width,
    height: HEIGHT,
    legend: { show: false },
    cursor: { y: false },
    scales: {
      x: { time: false, range: range(x, 0) },
      y: logarithmic ? { distr: 3 } : { range: range(y, 0.05) },
    },
    axes: [
      { ...axis, label: x.label, labelSize: 20, size: 34 },
      { ...axis, label: y.label, labelSize: 20, size: 56 },
    ],
    series: [
      {},
      ...lines.map(({ colour, dash, thin }) => ({
        stroke: colourOf(colour),
        width: thin === true ? 1 : 2,
        alpha: thin === true ? 0.5 : 1,
        spanGaps: true,
        points: { size: 4 },
        ...(dash !== undefined && { dash: [...dash] }),
      })),
    ],
  };
}

/** Reaches over all values and as far as the axis is to, with a little room where that is not said. */
function range({ from, to }: Axis, room: number): uPlot.Range.Function {
  return (_, min: number | null, max: number | null) => {
    if (min === null || max === null) {
      return [from ?? 0, to ?? 1];
    }
    const low = from === undefined ? min - room * (max - min) : Math.min(from, min);
    const high = to === undefined ? max + room * (max - min) : Math.max(to, max);
    return low === high ? [low - 0.5, high + 0.5] : [low, high];
  };
}

// A canvas takes neither variables nor colours that depend on the theme.
function colourOf(colour: string): string {
  const probe = document.createElement("span");
  probe.style.color = colour.startsWith("--") ? `var(${colour})` : colour;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

// A canvas does not follow the tokens by itself.
function useThemeName(): string {
  const [name, setName] = useState(() => document.documentElement.dataset["theme"] ?? "");
  useEffect(() => {
    const watch = new MutationObserver(() => setName(document.documentElement.dataset["theme"] ?? ""));
    watch.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    return () => watch.disconnect();
  }, []);
  return name;
}
