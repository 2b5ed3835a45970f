// SPDX-License-Identifier: Apache-2.0
import { useId, useMemo, useState } from "react";
import { type Slide, address } from "../api/client";
import { Fault } from "../shell/Fault";
import { length, magnification, scaleBar } from "../format/units";
import { thumbnail } from "../slides/queries";
import { Field } from "../things/Field";
import { useMask } from "./mask";
import {
  type Mask,
  type Tiling,
  type WindowSettings,
  fewestTissue,
  pictures,
  places,
  tileGrid,
  windowAt,
} from "./windows";
import "./finetune.css";

const MOST_PX = 900;
const AROUND = 1.35;
// A window is drawn whole as long as its cells can be told apart; a wrong number draws nothing.
const MOST_CELLS = 2_000_000;

/** One of the user's slides with a context window on it, as the settings would cut and mask it. */
export function WindowPicture(props: { slides: readonly Slide[]; tiling: Tiling; settings: WindowSettings }) {
  const { slides, tiling, settings } = props;
  const [chosen, setChosen] = useState<string>();
  const slide = slides.find(({ id }) => id === chosen) ?? slides[0];
  const mask = useMask(slide?.id);
  if (slide === undefined) {
    return <p className="quiet">Choose slides, and a window is drawn on one of them.</p>;
  }
  return (
    <div className="window-picture">
      {slides.length > 1 && (
        <Field label="Drawn on">
          {(bound) => (
            <select {...bound} value={slide.id} onChange={(event) => setChosen(event.target.value)}>
              {slides.slice(0, 500).map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          )}
        </Field>
      )}
      {mask.isError && <Fault error={mask.error} />}
      {mask.isPending && <div className="window-drawing ghost" />}
      {mask.data !== undefined && <Drawn slide={slide} mask={mask.data} tiling={tiling} settings={settings} />}
    </div>
  );
}

function Drawn(props: { slide: Slide; mask: Mask; tiling: Tiling; settings: WindowSettings }) {
  const { slide, mask, tiling, settings } = props;
  const [turn, setTurn] = useState(0);
  const [seed, setSeed] = useState(1);
  const { tileSizePx, mpp, minTissue, keepColouredInk } = tiling;
  const { windowSize } = settings;
  const cells = (slide.widthPx * slide.heightPx) / ((tileSizePx * mpp) / slide.mpp) ** 2;
  const sound = tileSizePx >= 16 && mpp > 0 && windowSize >= 2 && windowSize <= 32 && cells <= MOST_CELLS;
  const grid = useMemo(
    () => (sound ? tileGrid(slide, mask, { tileSizePx, mpp, minTissue, keepColouredInk }) : undefined),
    [sound, slide, mask, tileSizePx, mpp, minTissue, keepColouredInk],
  );
  const corners = useMemo(() => (grid === undefined ? [] : places(grid, windowSize)), [grid, windowSize]);
  if (grid === undefined) {
    return <p className="quiet">With such numbers there is nothing to draw.</p>;
  }
  if (grid.columns === 0 || grid.rows === 0) {
    return (
      <p className="warning">
        A tile of {length(round(tileSizePx * mpp))} is larger than this slide. Take smaller or finer tiles.
      </p>
    );
  }
  const fewest = fewestTissue(settings);
  const usable = corners.filter(({ tissue }) => tissue >= fewest);
  const from = usable.length > 0 ? usable : corners;
  const corner = from[turn % from.length];
  if (corner === undefined) {
    return null;
  }
  const window = windowAt(grid, settings, corner.column, corner.row, seed);
  const tissue = grid.tissue.reduce((sum, cell) => sum + cell, 0);
  const across = windowSize * tileSizePx;
  return (
    <>
      <Drawing slide={slide} window={window} side={grid.side} windowSize={windowSize} {...corner} />
      <div className="beneath">
        <ul className="window-legend quiet">
          <li>
            <span className="window-key shown" /> shown to the student
          </li>
          <li>
            <span className="window-key masked" /> masked: predicted
          </li>
          <li>
            <span className="window-key background" /> background: neither
          </li>
        </ul>
        <Overview
          slide={slide}
          x={corner.column * grid.side}
          y={corner.row * grid.side}
          side={grid.side * windowSize}
        />
      </div>
      <p className="figure">
        {windowSize} × {windowSize} tiles of {tileSizePx} px at {mpp} µm/px ({magnification(mpp)}): a window of{" "}
        <strong>
          {length(round(across * mpp))} × {length(round(across * mpp))}
        </strong>
        .
      </p>
      <p className="figure" role="status">
        {window.used
          ? `Here: ${window.tissue} tiles of tissue, ${window.masked} masked, ${window.tissue - window.masked} shown.`
          : `Here: ${window.tissue} tiles of tissue, of which a window needs ${fewest}. It is left out.`}{" "}
        This slide: {tissue.toLocaleString("en")} tiles of tissue, about {usable.length.toLocaleString("en")}{" "}
        {usable.length === 1 ? "window" : "windows"}.
      </p>
      <div className="row">
        <button type="button" onClick={() => setTurn((turn + 1) % from.length)} disabled={from.length < 2}>
          Another place
        </button>
        <button type="button" onClick={() => setSeed(seed + 1)} disabled={!window.used}>
          Draw another mask
        </button>
      </div>
    </>
  );
}

function Drawing(props: {
  slide: Slide;
  window: ReturnType<typeof windowAt>;
  side: number;
  windowSize: number;
  column: number;
  row: number;
}) {
  const { slide, window, side, windowSize, column, row } = props;
  const hatch = useId();
  const extent = side * windowSize;
  const [left, top] = [column * side, row * side];
  const region = {
    x: around(left, extent, slide.widthPx),
    y: around(top, extent, slide.heightPx),
    side: extent * AROUND,
  };
  const line = region.side / 300;
  const bar = scaleBar((slide.mpp * region.side) / 420, 110);
  const told = `Window of ${windowSize} by ${windowSize} tiles on ${slide.name}: ${window.masked} masked, ${window.tissue - window.masked} shown, ${window.cells.length - window.tissue} without tissue`;
  const place = (index: number) => ({
    x: left + (index % windowSize) * side,
    y: top + Math.floor(index / windowSize) * side,
    width: side,
    height: side,
  });
  return (
    <div className="window-drawing">
      <svg viewBox={`${region.x} ${region.y} ${region.side} ${region.side}`} role="img" aria-label={told}>
        <defs>
          <pattern
            id={hatch}
            width={side / 6}
            height={side / 6}
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(45)"
          >
            <rect width={side / 6} height={side / 6} className="masked-ground" />
            <rect width={side / 16} height={side / 6} className="masked-line" />
          </pattern>
        </defs>
        {pictures(slide, region, MOST_PX).map((tile) => (
          <image
            key={`${tile.level}/${tile.column}/${tile.row}`}
            href={address(`/v1/slides/${slide.id}/deepzoom_files/${tile.level}/${tile.column}_${tile.row}.jpeg`)}
            x={tile.x}
            y={tile.y}
            width={tile.width}
            height={tile.height}
            preserveAspectRatio="none"
          />
        ))}
        <path
          className="around"
          fillRule="evenodd"
          d={`M${region.x},${region.y}h${region.side}v${region.side}h${-region.side}Z M${left},${top}h${extent}v${extent}h${-extent}Z`}
        />
        {window.cells.map((state, index) => (
          <rect
            key={index}
            {...place(index)}
            className={`window-cell ${state}`}
            fill={state === "masked" ? `url(#${hatch})` : undefined}
            strokeWidth={line}
          />
        ))}
        <rect x={left} y={top} width={extent} height={extent} className="window-frame" strokeWidth={line * 2} />
      </svg>
      <p className="scale figure">
        <span className="bar-line" style={{ width: `${bar.pixels}px` }} />
        {length(bar.micrometres)}
      </p>
    </div>
  );
}

// What is around a window lies on the slide where it can.
function around(start: number, extent: number, end: number): number {
  const wanted = start - (extent * (AROUND - 1)) / 2;
  const last = end - extent * AROUND;
  return last < 0 || start + extent > end ? wanted : Math.min(Math.max(wanted, 0), last);
}

/** Where on the slide the window is. */
function Overview({ slide, x, y, side }: { slide: Slide; x: number; y: number; side: number }) {
  const share = (part: number, whole: number) => `${(100 * part) / whole}%`;
  return (
    <span className="overview" aria-hidden="true" style={{ aspectRatio: `${slide.widthPx} / ${slide.heightPx}` }}>
      <img src={thumbnail(slide.id)} alt="" />
      <span
        style={{
          left: share(x, slide.widthPx),
          top: share(y, slide.heightPx),
          width: share(side, slide.widthPx),
          height: share(side, slide.heightPx),
        }}
      />
    </span>
  );
}

function round(micrometres: number): number {
  return Number(micrometres.toPrecision(3));
}
