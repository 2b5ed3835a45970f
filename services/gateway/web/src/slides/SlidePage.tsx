// SPDX-License-Identifier: Apache-2.0
import { Suspense, lazy, useState } from "react";
import { Link, useParams } from "react-router";
import type { Slide } from "../api/client";
import { bytes, magnification, percent } from "../format/units";
import { Fault } from "../shell/Fault";
import { useSlide, useTiles } from "./queries";

const Viewer = lazy(() => import("./Viewer"));

export function SlidePage() {
  const { slideId = "" } = useParams();
  const slide = useSlide(slideId);
  const tiles = useTiles(slideId);
  const [outline, setOutline] = useState(true);
  if (slide.isError || tiles.isError) {
    return (
      <>
        <h1>Slide</h1>
        <Fault error={slide.error ?? tiles.error} />
        <Link to="/slides">All slides</Link>
      </>
    );
  }
  return (
    <>
      <div className="title">
        <h1>{slide.data?.name ?? "Slide"}</h1>
        <label>
          <input type="checkbox" checked={outline} onChange={(event) => setOutline(event.target.checked)} /> Tissue
          outline
        </label>
      </div>
      <div className="beside">
        {slide.data !== undefined && tiles.data !== undefined ? (
          <Suspense fallback={<div className="viewer ghost" />}>
            <Viewer key={slideId} slide={slide.data} tiles={tiles.data} outline={outline} />
          </Suspense>
        ) : (
          <div className="viewer ghost" />
        )}
        {slide.data !== undefined && <Facts slide={slide.data} />}
      </div>
    </>
  );
}

const SOURCES: Record<Slide["mppSource"], string> = {
  openslide: "as the file says",
  "tiff-resolution": "from the TIFF's resolution",
  override: "as given at the upload",
};

function Facts({ slide }: { slide: Slide }) {
  return (
    <aside className="facts">
      {slide.warnings?.map((warning) => (
        <p key={warning} className="warning">
          {warning}
        </p>
      ))}
      <dl>
        <dt>Size</dt>
        <dd>
          {slide.widthPx.toLocaleString("en")} × {slide.heightPx.toLocaleString("en")} px
          <br />
          {((slide.widthPx * slide.mpp) / 1000).toFixed(1)} × {((slide.heightPx * slide.mpp) / 1000).toFixed(1)} mm
        </dd>
        <dt>Resolution</dt>
        <dd>
          {slide.mpp.toPrecision(4)} µm/px ({magnification(slide.mpp)}), {SOURCES[slide.mppSource]}
        </dd>
        {slide.tissueFraction !== undefined && (
          <>
            <dt>Tissue</dt>
            <dd>{percent(slide.tissueFraction)} of the slide</dd>
          </>
        )}
        <dt>File</dt>
        <dd>
          {bytes(slide.sizeBytes)}
          {slide.vendor !== undefined && `, ${slide.vendor}`}, {slide.levels.length}{" "}
          {slide.levels.length === 1 ? "level" : "levels"}
        </dd>
        {slide.notes !== undefined && (
          <>
            <dt>Notes</dt>
            <dd>{slide.notes}</dd>
          </>
        )}
        <dt>Came in</dt>
        <dd>{new Date(slide.createdAt).toLocaleString()}</dd>
      </dl>
      {slide.jobId !== undefined && <Link to={`/jobs/${slide.jobId}`}>The job that read it</Link>}
      {slide.properties !== undefined && (
        <details>
          <summary>Properties of the file</summary>
          <dl className="small">
            {Object.entries(slide.properties).map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </details>
      )}
    </aside>
  );
}
