// SPDX-License-Identifier: Apache-2.0
import { useEffect, useRef, useState } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { Curve } from "./Curves";

const HEIGHT = 300;

/** Curves on one pair of axes. What they say stands in a table beside it, since nobody can read a canvas aloud. */
export default function Chart({
  curves,
  logarithmic,
  label,
}: {
  curves: readonly Curve[];
  logarithmic: boolean;
  label: string;
}) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const theme = useThemeName();
  // Another set of curves is another chart; more points are not.
  const shape = curves.map(({ id }) => id).join();
  const data = joined(curves);
  const latest = useRef({ curves, data });
  useEffect(() => {
    latest.current = { curves, data };
    plot.current?.setData(data);
  });
  useEffect(() => {
    const box = place.current;
    if (box === null) {
      return undefined;
    }
    const made = new uPlot(
      options(latest.current.curves, box.clientWidth, logarithmic, label),
      latest.current.data,
      box,
    );
    plot.current = made;
    const watch = new ResizeObserver(() => made.setSize({ width: box.clientWidth, height: HEIGHT }));
    watch.observe(box);
    return () => {
      watch.disconnect();
      made.destroy();
      plot.current = undefined;
    };
  }, [shape, logarithmic, label, theme]);
  return <div ref={place} className="plot" aria-hidden="true" />;
}

function options(curves: readonly Curve[], width: number, logarithmic: boolean, label: string): uPlot.Options {
  const line = colourOf("--line");
  const axis = { stroke: colourOf("--quiet"), grid: { stroke: line, width: 1 }, ticks: { stroke: line } };
  return {
    width,
    height: HEIGHT,
    legend: { show: false },
    cursor: { y: false },
    scales: { x: { time: false }, y: logarithmic ? { distr: 3 } : {} },
    axes: [
      { ...axis, label: "Step", labelSize: 20, size: 34 },
      { ...axis, label, labelSize: 20, size: 64 },
    ],
    series: [
      {},
      ...curves.map(({ colour, dash }) => ({
        stroke: colour,
        width: 2,
        spanGaps: true,
        ...(dash !== undefined && { dash: [...dash] }),
        points: { size: 4 },
      })),
    ],
  };
}

// A canvas takes neither variables nor colours that depend on the theme.
function colourOf(token: string): string {
  const probe = document.createElement("span");
  probe.style.color = `var(${token})`;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

function joined(curves: readonly Curve[]): uPlot.AlignedData {
  if (curves.length === 0) {
    return [[]];
  }
  return uPlot.join(curves.map(({ steps, values }) => [[...steps], [...values]]));
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
