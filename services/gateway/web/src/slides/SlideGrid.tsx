// SPDX-License-Identifier: Apache-2.0
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { memo, useLayoutEffect, useRef, useState } from "react";
import { Link } from "react-router";
import type { Slide } from "../api/client";
import { megapixels } from "../format/units";
import { thumbnail } from "./queries";

// As look.css has them.
const NARROWEST = 200;
const GAP = 16;
const HEIGHT = 254;

/** Cards with a picture each; only the rows in sight are in the document. */
export function SlideGrid({ slides }: { slides: Slide[] }) {
  const list = useRef<HTMLUListElement>(null);
  const { width, top } = usePlace(list);
  const columns = Math.max(2, Math.floor((width + GAP) / (NARROWEST + GAP)));
  const rows = useWindowVirtualizer({
    count: Math.ceil(slides.length / columns),
    estimateSize: () => HEIGHT + GAP,
    overscan: 3,
    scrollMargin: top,
  });
  const side = (width - GAP * (columns - 1)) / columns;
  return (
    <ul className="tall" ref={list} style={{ height: Math.max(0, rows.getTotalSize() - GAP) }}>
      {width > 0 &&
        rows.getVirtualItems().flatMap(({ index: row, start }) =>
          slides.slice(row * columns, (row + 1) * columns).map((slide, column) => (
            <li
              key={slide.id}
              className="card"
              aria-setsize={slides.length}
              aria-posinset={row * columns + column + 1}
              style={{ width: side, transform: `translate(${column * (side + GAP)}px, ${start - top}px)` }}
            >
              <Card slide={slide} />
            </li>
          )),
        )}
    </ul>
  );
}

const Card = memo(function Card({ slide }: { slide: Slide }) {
  const warnings = slide.warnings ?? [];
  return (
    <Link to={`/slides/${slide.id}`}>
      <img src={thumbnail(slide.id)} alt="" loading="lazy" decoding="async" />
      <span className="name" title={slide.name}>
        {slide.name}
      </span>
      <span className="quiet figure">
        {megapixels(slide.widthPx, slide.heightPx)} · {slide.mpp.toPrecision(3)} µm/px
      </span>
      {warnings.length > 0 && (
        <span className="warning" title={warnings.join("\n")}>
          {warnings.length === 1 ? warnings[0] : `${warnings.length} warnings`}
        </span>
      )}
    </Link>
  );
});

/** How wide an element is, and how far from the page's top. */
export function usePlace(of: React.RefObject<HTMLElement | null>): { width: number; top: number } {
  const [place, setPlace] = useState({ width: 0, top: 0 });
  useLayoutEffect(() => {
    const measure = () => {
      const box = of.current?.getBoundingClientRect();
      if (box !== undefined) {
        const [width, top] = [box.width, Math.round(box.top + scrollY)];
        setPlace((before) => (before.width === width && before.top === top ? before : { width, top }));
      }
    };
    measure();
    // What is above may grow, such as the list of uploads.
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, [of]);
  return place;
}
