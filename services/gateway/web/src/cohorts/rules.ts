// SPDX-License-Identifier: Apache-2.0
import type { components } from "../api/client";
import type { Match, SlideNames } from "./names";
import type { Columns, Table } from "./table";

export type Field = "slide" | "patient" | "label" | "fold";

/** A row of a cohort that is being made, as it was typed. */
export interface Row {
  readonly key: number;
  /** Of the table that it came from. */
  readonly line?: number;
  readonly slide: string;
  readonly patient: string;
  readonly label: string;
  readonly fold: string;
  /** Why it could not be read for sure; gone as soon as someone has looked at it. */
  readonly fault?: string;
}

export interface Fault {
  readonly field: Field;
  readonly text: string;
}

export interface LabelCount {
  readonly label: string;
  readonly slides: number;
  readonly patients: number;
}

export interface Findings {
  /** By the row's key. */
  readonly faults: ReadonlyMap<number, readonly Fault[]>;
  /** What is wrong with the whole. */
  readonly whole: readonly string[];
  /** What may not be meant. */
  readonly warnings: readonly string[];
  readonly classes: readonly LabelCount[];
  readonly patients: number;
  readonly folds: number;
}

const MOST_LETTERS = 200;
const NO_LABEL = /^(na|n\/a|nan|null|none|unknown|\?)$/i;

/** The rows of a table by its columns. */
export function rowsOf(table: Table, columns: Columns): Row[] {
  return table.rows.map(({ line, cells, fault }, key) => {
    const cell = (index: number) => cells[index] ?? "";
    return {
      key,
      line,
      slide: cell(columns.slide),
      patient: cell(columns.patient),
      label: cell(columns.label),
      fold: cell(columns.fold),
      ...(fault === undefined ? {} : { fault }),
    };
  });
}

/** Holds the rows against the rules of a cohort, which are the server's: it has the last word. */
export function check(rows: readonly Row[], names: SlideNames): Findings {
  const faults = new Map<number, Fault[]>();
  const note = (row: Row, field: Field, text: string) => {
    const there = faults.get(row.key);
    if (there === undefined) {
      faults.set(row.key, [{ field, text }]);
    } else {
      there.push({ field, text });
    }
  };
  const slides = new Map<string, Row[]>();
  const patients = new Map<string, Row[]>();
  const someFolds = rows.some(({ fold }) => fold !== "");
  for (const row of rows) {
    if (row.fault !== undefined) {
      note(row, "slide", row.fault);
    }
    const match: Match = row.slide === "" ? { kind: "none" } : names.match(row.slide);
    if (row.slide === "") {
      note(row, "slide", "It names no slide.");
    } else if (match.kind === "none") {
      note(row, "slide", "This workspace has no such slide.");
    } else if (match.kind === "several") {
      note(row, "slide", `${match.count} slides are or may be called so: give the whole name or the id.`);
    } else {
      gather(slides, match.slide.id, row);
    }
    for (const field of ["patient", "label"] as const) {
      const fault = textFault(row[field]);
      if (fault !== undefined) {
        note(row, field, `The ${field} ${fault}.`);
      }
    }
    if (row.patient !== "") {
      gather(patients, row.patient, row);
    }
    if (row.fold !== "" && foldOf(row) === undefined) {
      note(row, "fold", "A fold is a number from 0 to 99.");
    } else if (row.fold === "" && someFolds) {
      note(row, "fold", "It has no fold while others have one: give all or none.");
    }
  }
  for (const same of slides.values()) {
    if (same.length > 1) {
      same.forEach((row) => note(row, "slide", `The slide is named ${same.length} times${places(same, row)}.`));
    }
  }
  for (const same of patients.values()) {
    if (new Set(same.map(foldOf).filter((fold) => fold !== undefined)).size > 1) {
      same.forEach((row) => note(row, "fold", "The patient is in more than one fold."));
    }
  }
  const classes = countLabels(rows);
  return {
    faults,
    whole: rows.length > 0 && classes.length < 2 ? ["A cohort needs at least two labels."] : [],
    warnings: warningsOf(classes),
    classes,
    patients: patients.size,
    folds: new Set(rows.map(foldOf).filter((fold) => fold !== undefined)).size,
  };
}

/** The body of the request for a cohort of these rows, which have no faults. */
export function cohortRequest(
  name: string,
  rows: readonly Row[],
  names: SlideNames,
): components["schemas"]["CohortRequest"] {
  return {
    name,
    slides: rows.map((row) => {
      const match = names.match(row.slide);
      const fold = foldOf(row);
      return {
        slideId: match.kind === "one" ? match.slide.id : row.slide,
        patient: row.patient,
        label: row.label,
        ...(fold === undefined ? {} : { fold }),
      };
    }),
  };
}

/** The row and field that a problem of the server points at, as in `/slides/3/label`. */
export function pointed(pointer: string | undefined): { index: number; field: Field } | undefined {
  const [, index, field] = /^\/slides\/(\d+)\/(slideId|patient|label|fold)$/.exec(pointer ?? "") ?? [];
  return index === undefined
    ? undefined
    : { index: Number(index), field: field === "slideId" ? "slide" : (field as Field) };
}

/** The patient whom a slide's name seems to tell: TCGA's participant, or else one for each slide. */
export function patientOf(slide: string): string {
  return /^TCGA-[A-Z0-9]{2}-[A-Z0-9]{4}/i.exec(slide)?.[0] ?? slide.replace(/(?<=.)\.[^.]{1,5}$/, "");
}

function textFault(text: string): string | undefined {
  if (text.trim() === "") {
    return "is empty";
  }
  if (text.length > MOST_LETTERS) {
    return `has ${text.length.toLocaleString("en")} letters, of which ${MOST_LETTERS} are allowed`;
  }
  return /[\p{Cc}\u2028\u2029]/u.test(text) ? "has a control character" : undefined;
}

function foldOf({ fold }: Row): number | undefined {
  return /^\d{1,2}(\.0+)?$/.test(fold) ? Number(fold) : undefined;
}

function gather(map: Map<string, Row[]>, key: string, row: Row): void {
  const there = map.get(key);
  if (there === undefined) {
    map.set(key, [row]);
  } else {
    there.push(row);
  }
}

function places(same: readonly Row[], row: Row): string {
  const lines = same.filter((other) => other !== row).flatMap(({ line }) => (line === undefined ? [] : [line]));
  return lines.length === 0 ? "" : `, also in line ${lines.slice(0, 3).join(", ")}`;
}

function countLabels(rows: readonly Row[]): LabelCount[] {
  const labels = new Map<string, { slides: number; patients: Set<string> }>();
  for (const { label, patient } of rows) {
    if (label !== "") {
      const count = labels.get(label) ?? { slides: 0, patients: new Set<string>() };
      count.slides++;
      count.patients.add(patient);
      labels.set(label, count);
    }
  }
  return [...labels]
    .map(([label, { slides, patients }]) => ({ label, slides, patients: patients.size }))
    .sort((one, other) => one.label.localeCompare(other.label));
}

function warningsOf(classes: readonly LabelCount[]): string[] {
  const warnings: string[] = [];
  const folded = new Map<string, string>();
  for (const { label, patients } of classes) {
    if (NO_LABEL.test(label)) {
      warnings.push(`“${label}” is taken for a label like any other.`);
    }
    const alike = folded.get(label.toLowerCase());
    if (alike !== undefined) {
      warnings.push(`“${alike}” and “${label}” are different labels.`);
    }
    folded.set(label.toLowerCase(), label);
    if (patients < 2) {
      warnings.push(`“${label}” has one patient only, so that it cannot be divided into folds.`);
    }
  }
  return warnings;
}
