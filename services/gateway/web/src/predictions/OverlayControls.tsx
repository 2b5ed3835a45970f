// SPDX-License-Identifier: Apache-2.0
import { useId } from "react";
import { percent } from "../format/units";
import { PALETTES, type Palette, gradient } from "../overlays/palette";
import type { Measure, Overlay } from "../overlays/settings";

/** How one overlay looks, and what its colours mean. */
export function OverlayControls(props: {
  name: string;
  classes: readonly string[];
  overlay: Overlay;
  most: number | undefined;
  change: (overlay: Overlay) => void;
}) {
  const { name, classes, overlay, most, change } = props;
  const id = useId();
  return (
    <fieldset className={overlay.shown ? "overlay" : "overlay off"}>
      <legend>
        <label>
          <input
            type="checkbox"
            checked={overlay.shown}
            onChange={(event) => change({ ...overlay, shown: event.target.checked })}
          />{" "}
          {name}
        </label>
      </legend>
      {overlay.shown && (
        <>
          <Legend overlay={overlay} most={most} />
          <div className="pairs">
            <label htmlFor={`${id}m`}>Shows</label>
            <select
              id={`${id}m`}
              value={overlay.measure}
              onChange={(event) => change({ ...overlay, measure: event.target.value as Measure, threshold: 0 })}
            >
              <option value="percentile">Attention, by rank</option>
              <option value="attention">Attention</option>
              {classes.map((label) => (
                <option key={label} value={`score:${label}`}>
                  Score of {label}
                </option>
              ))}
            </select>
            <label htmlFor={`${id}p`}>Colours</label>
            <select
              id={`${id}p`}
              value={overlay.palette}
              onChange={(event) => change({ ...overlay, palette: event.target.value as Palette })}
            >
              {Object.keys(PALETTES).map((palette) => (
                <option key={palette}>{palette}</option>
              ))}
            </select>
            <label htmlFor={`${id}o`}>Opacity</label>
            <Slider id={`${id}o`} value={overlay.opacity} set={(opacity) => change({ ...overlay, opacity })} />
            <label htmlFor={`${id}t`}>Hide below</label>
            <Slider id={`${id}t`} value={overlay.threshold} set={(threshold) => change({ ...overlay, threshold })} />
          </div>
          <label>
            <input
              type="checkbox"
              checked={overlay.smooth}
              onChange={(event) => change({ ...overlay, smooth: event.target.checked })}
            />{" "}
            Smooth between tiles
          </label>
        </>
      )}
    </fieldset>
  );
}

function Slider({ id, value, set }: { id: string; value: number; set: (value: number) => void }) {
  return (
    <span className="slider">
      <input
        id={id}
        type="range"
        min={0}
        max={100}
        value={Math.round(value * 100)}
        onChange={(event) => set(Number(event.target.value) / 100)}
      />
      <output htmlFor={id} className="figure">
        {Math.round(value * 100)} %
      </output>
    </span>
  );
}

function Legend({ overlay, most }: { overlay: Overlay; most: number | undefined }) {
  const [least, highest] = ends(overlay.measure, most);
  return (
    <div className="legend">
      <div className="ramp" style={{ background: gradient(overlay.palette) }}>
        <span className="cut" style={{ width: `${overlay.threshold * 100}%` }} />
      </div>
      <p className="quiet figure">
        <span>{least}</span>
        <span>{highest}</span>
      </p>
    </div>
  );
}

function ends(measure: Measure, most: number | undefined): [string, string] {
  switch (measure) {
    case "percentile":
      return ["least looked at", "most looked at"];
    case "attention":
      return ["0 %", most === undefined ? "" : `${Number((most * 100).toPrecision(2))} % of all attention`];
    default:
      return ["0 %", `100 % ${measure.slice("score:".length)}`];
  }
}

/** A share in percent, with two digits where it is small; its unit stays beside it. */
export function shortly(fraction: number): string {
  const text = fraction > 0 && fraction < 0.001 ? `${Number((fraction * 100).toPrecision(2))} %` : percent(fraction);
  return text.replace(" ", "\u00a0");
}
