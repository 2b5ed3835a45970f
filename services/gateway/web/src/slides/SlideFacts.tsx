// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from "react";
import { Link } from "react-router";
import type { Slide } from "../api/client";
import { bytes, magnification, percent } from "../format/units";

const SOURCES: Record<Slide["mppSource"], string> = {
  openslide: "as the file says",
  "tiff-resolution": "from the TIFF's resolution",
  override: "as given at the upload",
};

/** What is known of a slide, what ingest noticed first. */
export function SlideFacts({ slide }: { slide: Slide }) {
  const millimetres = (px: number) => ((px * slide.mpp) / 1000).toFixed(1);
  return (
    <>
      {slide.warnings?.map((warning) => (
        <p key={warning} className="warning">
          {warning}
        </p>
      ))}
      <dl>
        <Fact name="Size">
          {slide.widthPx.toLocaleString("en")} × {slide.heightPx.toLocaleString("en")} px
          <br />
          {millimetres(slide.widthPx)} × {millimetres(slide.heightPx)} mm
        </Fact>
        <Fact name="Resolution">
          {slide.mpp.toPrecision(4)} µm/px ({magnification(slide.mpp)}), {SOURCES[slide.mppSource]}
        </Fact>
        {slide.tissueFraction !== undefined && <Fact name="Tissue">{percent(slide.tissueFraction)} of the slide</Fact>}
        {slide.penFraction !== undefined && slide.penFraction > 0 && (
          <Fact name="Pen">{percent(slide.penFraction)} of the slide, not counted as tissue</Fact>
        )}
        <Fact name="File">
          {bytes(slide.sizeBytes)}
          {slide.vendor !== undefined && `, ${slide.vendor}`}, {slide.levels.length}{" "}
          {slide.levels.length === 1 ? "level" : "levels"}
        </Fact>
        {slide.notes !== undefined && <Fact name="Notes">{slide.notes}</Fact>}
        <Fact name="Came in">
          {new Date(slide.createdAt).toLocaleString()}
          {slide.createdBy !== undefined && `, by ${slide.createdBy}`}
        </Fact>
      </dl>
      {slide.jobId !== undefined && <Link to={`/jobs/${slide.jobId}`}>The job that read it</Link>}
      {slide.properties !== undefined && (
        <details>
          <summary>Properties of the file</summary>
          <dl className="small">
            {Object.entries(slide.properties).map(([name, value]) => (
              <Fact key={name} name={name}>
                {value}
              </Fact>
            ))}
          </dl>
        </details>
      )}
    </>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}
