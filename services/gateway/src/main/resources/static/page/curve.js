// SPDX-License-Identifier: Apache-2.0
import { element, figure } from "./element.js";

const WIDTH = 200;
const HEIGHT = 48;
const MOST_POINTS = 400;

function svg(tag, attributes, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) {
    made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

/** The last value of each step, in the order of steps: a repeated attempt tells some of them anew. */
function points(series) {
  const byStep = new Map(series.steps.map((step, i) => [step, series.values[i]]));
  const all = [...byStep].sort(([a], [b]) => a - b);
  const stride = Math.ceil(all.length / MOST_POINTS);
  return all.filter((_, i) => i % stride === 0 || i === all.length - 1);
}

/** A metric's name, its latest value and how it came there. */
export function curve(series) {
  const all = points(series);
  const [firstStep, first] = all[0];
  const [lastStep, last] = all.at(-1);
  const values = all.map(([, value]) => value);
  const low = Math.min(...values);
  const range = Math.max(...values) - low || 1;
  const steps = lastStep - firstStep || 1;
  const line = all.map(([step, value]) =>
    `${((step - firstStep) / steps * WIDTH).toFixed(1)},${(HEIGHT - 2 - (value - low) / range * (HEIGHT - 4)).toFixed(1)}`);
  const caption = element("figcaption", {}, series.name, element("strong", {}, figure(last)));
  if (all.length < 2) {
    return element("figure", { className: "curve" }, caption);
  }
  return element("figure", { className: "curve" }, caption,
    svg("svg", {
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      preserveAspectRatio: "none",
      role: "img",
      "aria-label": `${series.name} from ${figure(first)} at ${firstStep} to ${figure(last)} at ${lastStep}`,
    }, svg("polyline", { points: line.join(" "), "vector-effect": "non-scaling-stroke" })),
    element("p", { className: "faint" }, `${firstStep} to ${lastStep} · ${figure(low)} to ${figure(low + range)}`));
}
