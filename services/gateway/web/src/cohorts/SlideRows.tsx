// SPDX-License-Identifier: Apache-2.0
import { useState } from "react";
import { Link } from "react-router";
import { thumbnail, useSlides } from "../slides/queries";
import { useAll } from "../things/all";
import type { CohortSlide } from "./queries";

const SHOWN = 100;

/** Slides of a cohort with patient and label, and the fold that the cohort gives them; a hundred at first. */
export function SlideRows({ label, rows, folds }: { label: string; rows: readonly CohortSlide[]; folds: boolean }) {
  const [shown, setShown] = useState(SHOWN);
  const names = new Map(useAll(useSlides()).items.map(({ id, name }) => [id, name]));
  return (
    <>
      <div className="wide" role="region" aria-label={label} tabIndex={0}>
        <table className="cohort-slides">
          <thead>
            <tr>
              <th scope="col">Slide</th>
              <th scope="col">Patient</th>
              <th scope="col">Label</th>
              {folds && (
                <th scope="col" className="figure">
                  Fold
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, shown).map((row) => (
              <tr key={row.slideId}>
                <th scope="row">
                  <Link to={`/slides/${row.slideId}`} className="pictured">
                    <img src={thumbnail(row.slideId)} alt="" loading="lazy" width={44} height={33} />
                    {names.get(row.slideId) ?? row.slideId}
                  </Link>
                </th>
                <td>{row.patient}</td>
                <td>{row.label}</td>
                {folds && <td className="figure">{row.fold}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {rows.length > shown && (
        <button type="button" onClick={() => setShown(shown + SHOWN)}>
          {Math.min(SHOWN, rows.length - shown)} more of {rows.length.toLocaleString("en")}
        </button>
      )}
    </>
  );
}
