// SPDX-License-Identifier: Apache-2.0
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { memo, useRef } from "react";
import { Link } from "react-router";
import type { Slide } from "../api/client";
import { bytes, percent } from "../format/units";
import { usePlace } from "./SlideGrid";

// As look.css has it.
const HEIGHT = 41;

/** A row each; only those in sight are in the document. */
export function SlideTable({ slides }: { slides: Slide[] }) {
  const body = useRef<HTMLTableSectionElement>(null);
  const { top } = usePlace(body);
  const rows = useWindowVirtualizer({
    count: slides.length,
    estimateSize: () => HEIGHT,
    overscan: 12,
    scrollMargin: top,
  });
  const shown = rows.getVirtualItems();
  const above = (shown[0]?.start ?? top) - top;
  const below = rows.getTotalSize() - ((shown.at(-1)?.end ?? top) - top);
  return (
    <div className="wide" role="region" aria-label="Table of slides" tabIndex={0}>
      <table className="even" aria-rowcount={slides.length + 1}>
        <thead>
          <tr aria-rowindex={1}>
            <th scope="col" className="first">
              Name
            </th>
            <th scope="col" className="figure broad">
              Size
            </th>
            <th scope="col" className="figure">
              Resolution
            </th>
            <th scope="col" className="figure">
              Tissue
            </th>
            <th scope="col" className="figure">
              File
            </th>
            <th scope="col">Vendor</th>
            <th scope="col" className="figure">
              Came in
            </th>
          </tr>
        </thead>
        <tbody ref={body}>
          {above > 0 && <tr aria-hidden="true" className="room" style={{ height: above }} />}
          {shown.map(({ index }) => {
            const slide = slides[index];
            return slide && <Row key={slide.id} slide={slide} index={index} />;
          })}
          {below > 0 && <tr aria-hidden="true" className="room" style={{ height: below }} />}
        </tbody>
      </table>
    </div>
  );
}

const count = new Intl.NumberFormat("en");
const day = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" });

const Row = memo(function Row({ slide, index }: { slide: Slide; index: number }) {
  return (
    <tr aria-rowindex={index + 2}>
      <th scope="row" title={slide.name}>
        <Link to={`/slides/${slide.id}`}>{slide.name}</Link>
      </th>
      <td className="figure">
        {count.format(slide.widthPx)} × {count.format(slide.heightPx)} px
      </td>
      <td className="figure">{slide.mpp.toPrecision(3)} µm/px</td>
      <td className="figure">{slide.tissueFraction === undefined ? "–" : percent(slide.tissueFraction)}</td>
      <td className="figure">{bytes(slide.sizeBytes)}</td>
      <td>{slide.vendor ?? "–"}</td>
      <td className="figure">{day.format(Date.parse(slide.createdAt))}</td>
    </tr>
  );
});
