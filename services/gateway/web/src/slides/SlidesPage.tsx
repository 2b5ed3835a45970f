// SPDX-License-Identifier: Apache-2.0
import { useEffect } from "react";
import { Link, useSearchParams } from "react-router";
import type { Slide } from "../api/client";
import { bytes, percent } from "../format/units";
import { Fault } from "../shell/Fault";
import { ORDERS, isOrder, select } from "./order";
import { thumbnail, useSlides } from "./queries";
import { UploadBox } from "./UploadBox";

export function SlidesPage() {
  const slides = useSlides();
  const [address, setAddress] = useSearchParams();
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = slides;
  // Search and order are over all of them.
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage) {
      void fetchNextPage();
    }
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);

  const all = slides.data?.pages.flatMap((page) => page.items) ?? [];
  const search = address.get("search") ?? "";
  const chosen = address.get("order");
  const order = isOrder(chosen) ? chosen : "newest";
  const table = address.get("as") === "table";
  const shown = select(all, search, order);
  const set = (name: string, value: string) =>
    setAddress(
      (before) => {
        before.set(name, value);
        if (value === "") {
          before.delete(name);
        }
        return before;
      },
      { replace: true },
    );

  return (
    <>
      <div className="title">
        <h1>Slides</h1>
        {all.length > 0 && (
          <span className="quiet figure">
            {shown.length === all.length ? all.length : `${shown.length} of ${all.length}`}
          </span>
        )}
      </div>
      <UploadBox />
      {slides.isError && <Fault error={slides.error} />}
      {all.length > 0 && (
        <search className="tools">
          <input
            type="search"
            aria-label="Search names, notes and vendors"
            placeholder="Search"
            value={search}
            onChange={(event) => set("search", event.target.value)}
          />
          <select aria-label="Order" value={order} onChange={(event) => set("order", event.target.value)}>
            {Object.entries(ORDERS).map(([key, text]) => (
              <option key={key} value={key}>
                {text}
              </option>
            ))}
          </select>
          <button type="button" aria-pressed={table} onClick={() => set("as", table ? "" : "table")}>
            Table
          </button>
        </search>
      )}
      {slides.isPending && <Waiting />}
      {slides.isSuccess && all.length === 0 && (
        <p className="empty">No slides yet. Drop some files above: SVS, TIFF, NDPI, MRXS as a zip, or a PNG.</p>
      )}
      {all.length > 0 && shown.length === 0 && <p className="empty">No slide matches “{search}”.</p>}
      {shown.length > 0 && (table ? <Table slides={shown} /> : <Grid slides={shown} />)}
    </>
  );
}

function Waiting() {
  return (
    <ul className="grid" aria-label="Slides are being loaded">
      {Array.from({ length: 8 }, (_, index) => (
        <li key={index} className="card ghost" />
      ))}
    </ul>
  );
}

function Grid({ slides }: { slides: Slide[] }) {
  return (
    <ul className="grid">
      {slides.map((slide) => (
        <li key={slide.id} className="card">
          <Link to={`/slides/${slide.id}`}>
            <img src={thumbnail(slide.id)} alt="" loading="lazy" width={256} height={192} />
            <span className="name">{slide.name}</span>
          </Link>
          <p className="quiet figure">
            {size(slide)} px · {slide.mpp.toPrecision(3)} µm/px
          </p>
          {slide.warnings?.map((warning) => (
            <p key={warning} className="warning">
              {warning}
            </p>
          ))}
        </li>
      ))}
    </ul>
  );
}

function Table({ slides }: { slides: Slide[] }) {
  return (
    <div className="wide" role="region" aria-label="Table of slides" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col" className="figure">
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
          </tr>
        </thead>
        <tbody>
          {slides.map((slide) => (
            <tr key={slide.id}>
              <th scope="row">
                <Link to={`/slides/${slide.id}`}>{slide.name}</Link>
              </th>
              <td className="figure">{size(slide)} px</td>
              <td className="figure">{slide.mpp.toPrecision(3)} µm/px</td>
              <td className="figure">{slide.tissueFraction === undefined ? "–" : percent(slide.tissueFraction)}</td>
              <td className="figure">{bytes(slide.sizeBytes)}</td>
              <td>{slide.vendor ?? "–"}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function size(slide: Slide): string {
  return `${slide.widthPx.toLocaleString("en")} × ${slide.heightPx.toLocaleString("en")}`;
}
