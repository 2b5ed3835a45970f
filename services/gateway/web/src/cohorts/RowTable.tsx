// SPDX-License-Identifier: Apache-2.0
import { useState } from "react";
import type { Slide } from "../api/client";
import type { SlideNames } from "./names";
import type { Field, Findings, Row } from "./rules";

const SHOWN = 100;
const MOST_SUGGESTED = 1000;
const FIELDS: readonly Field[] = ["slide", "patient", "label"];

/** The rows of a cohort that is being made, each to be mended in its place. */
export function RowTable(props: {
  rows: readonly Row[];
  setRows: React.Dispatch<React.SetStateAction<readonly Row[]>>;
  findings: Findings;
  names: SlideNames;
  slides: readonly Slide[];
}) {
  const { rows, setRows, findings, names, slides } = props;
  const [onlyBad, setOnlyBad] = useState(false);
  const [search, setSearch] = useState("");
  const [label, setLabel] = useState("");
  const [shown, setShown] = useState(SHOWN);
  // Rows that were bad when the choice was made stay in sight while they are mended.
  const [held, setHeld] = useState<ReadonlySet<number>>(new Set());
  const wanted = search.trim().toLowerCase();
  const chosen = rows.filter(
    (row) =>
      (!onlyBad || held.has(row.key) || findings.faults.has(row.key)) &&
      (wanted === "" || `${row.slide} ${row.patient} ${row.label}`.toLowerCase().includes(wanted)),
  );
  const keys = new Set(chosen.map(({ key }) => key));
  const fields = rows.some(({ fold }) => fold !== "") ? [...FIELDS, "fold" as const] : FIELDS;
  const change = (key: number, field: Field, text: string) =>
    setRows((all) => all.map((row) => (row.key === key ? withoutFault({ ...row, [field]: text }) : row)));
  return (
    <section>
      <h2>Rows</h2>
      <div className="tools">
        <input
          type="search"
          aria-label="Only rows that have"
          placeholder="Only rows that have …"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
        <label className="row">
          <input
            type="checkbox"
            checked={onlyBad}
            onChange={(event) => {
              setOnlyBad(event.target.checked);
              setHeld(new Set(findings.faults.keys()));
            }}
          />
          Only those to mend
        </label>
        <input
          aria-label="Label to give"
          list="labels"
          placeholder="Label"
          className="short"
          value={label}
          onChange={(event) => setLabel(event.target.value)}
        />
        <button
          type="button"
          disabled={label.trim() === "" || chosen.length === 0}
          onClick={() =>
            setRows((all) => all.map((row) => (keys.has(row.key) ? { ...row, label: label.trim() } : row)))
          }
        >
          Give it to {chosen.length === rows.length ? "all rows" : `these ${chosen.length} rows`}
        </button>
        <button
          type="button"
          className="danger"
          disabled={chosen.length === 0 || chosen.length === rows.length}
          onClick={() => setRows((all) => all.filter((row) => !keys.has(row.key)))}
        >
          Leave these {chosen.length === rows.length ? "" : chosen.length} out
        </button>
      </div>
      <datalist id="labels">
        {findings.classes.map((one) => (
          <option key={one.label} value={one.label} />
        ))}
      </datalist>
      <datalist id="slides">
        {slides.slice(0, MOST_SUGGESTED).map(({ id, name }) => (
          <option key={id} value={name} />
        ))}
      </datalist>
      <div className="wide" role="region" aria-label="Rows of the cohort" tabIndex={0}>
        <table className="mend">
          <thead>
            <tr>
              <th scope="col" className="figure">
                Line
              </th>
              {fields.map((field) => (
                <th key={field} scope="col">
                  {{ slide: "Slide", patient: "Patient", label: "Label", fold: "Fold" }[field]}
                </th>
              ))}
              <td />
            </tr>
          </thead>
          <tbody>
            {chosen.slice(0, shown).map((row) => (
              <Line
                key={row.key}
                row={row}
                fields={fields}
                faults={findings.faults.get(row.key) ?? []}
                near={(cell) => names.near(cell)}
                change={(field, text) => change(row.key, field, text)}
                drop={() => setRows((all) => all.filter(({ key }) => key !== row.key))}
              />
            ))}
          </tbody>
        </table>
      </div>
      {chosen.length === 0 && <p className="empty">No row is like that.</p>}
      {chosen.length > shown && (
        <button type="button" onClick={() => setShown(shown + SHOWN)}>
          {Math.min(SHOWN, chosen.length - shown)} more of {chosen.length.toLocaleString("en")}
        </button>
      )}
    </section>
  );
}

function Line(props: {
  row: Row;
  fields: readonly Field[];
  faults: NonNullable<ReturnType<Findings["faults"]["get"]>>;
  near: (cell: string) => string | undefined;
  change: (field: Field, text: string) => void;
  drop: () => void;
}) {
  const { row, fields, faults, near, change, drop } = props;
  const place = row.line === undefined ? `row ${row.key + 1}` : `line ${row.line}`;
  return (
    <tr className={faults.length > 0 ? "bad" : undefined}>
      <td className="figure quiet">{row.line ?? row.key + 1}</td>
      {fields.map((field) => {
        const wrong = faults.filter((fault) => fault.field === field);
        const id = `fault-${row.key}-${field}`;
        const meant = field === "slide" && wrong.length > 0 && row.slide !== "" ? near(row.slide) : undefined;
        return (
          <td key={field} className={field}>
            <input
              aria-label={`${field} of ${place}`}
              aria-invalid={wrong.length > 0}
              aria-describedby={wrong.length > 0 ? id : undefined}
              list={field === "slide" ? "slides" : field === "label" ? "labels" : undefined}
              value={row[field]}
              onChange={(event) => change(field, event.target.value)}
            />
            {wrong.length > 0 && (
              <p id={id} className="wrong">
                {wrong.map(({ text }) => text).join(" ")}
                {meant !== undefined && meant !== row.slide && (
                  <button type="button" onClick={() => change("slide", meant)}>
                    Take {meant}
                  </button>
                )}
              </p>
            )}
          </td>
        );
      })}
      <td>
        {row.fault !== undefined && (
          <button type="button" onClick={() => change("slide", row.slide)} aria-label={`${place} is right as it is`}>
            It is right
          </button>
        )}
        <button type="button" onClick={drop} aria-label={`Leave ${place} out`}>
          ×
        </button>
      </td>
    </tr>
  );
}

function withoutFault(row: Row): Row {
  const { key, line, slide, patient, label, fold } = row;
  return { key, slide, patient, label, fold, ...(line === undefined ? {} : { line }) };
}
