// SPDX-License-Identifier: Apache-2.0
import Papa from "papaparse";

/** A table as it stands in a file. */
export interface Table {
  readonly header: readonly string[];
  readonly rows: readonly Line[];
  /** How it was read, where that could have been otherwise. */
  readonly notes: readonly string[];
}

export interface Line {
  /** In which the row begins, from 1, as an editor counts. */
  readonly line: number;
  readonly cells: readonly string[];
  /** Why the row cannot be read for sure. */
  readonly fault?: string;
}

const SEPARATORS: Record<string, string> = { ",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars" };
const MOST_ROWS = 100_000;

/** A file that cannot be taken for a table. */
export class TableError extends Error {}

/**
 * The text of a file: UTF-16 with a byte order mark, UTF-8, or else Windows-1252, which is said.
 */
export function decode(bytes: Uint8Array): { text: string; notes: string[] } {
  const utf16 =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? "utf-16le"
      : bytes[0] === 0xfe && bytes[1] === 0xff
        ? "utf-16be"
        : undefined;
  if (utf16 !== undefined) {
    return { text: new TextDecoder(utf16).decode(bytes), notes: ["The file is UTF-16."] };
  }
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes), notes: [] };
  } catch {
    return {
      text: new TextDecoder("windows-1252").decode(bytes),
      notes: ["The file is not UTF-8 and was read as Windows-1252: look whether its letters are right."],
    };
  }
}

/**
 * Reads a table whose cells are separated by commas, semicolons, tabs or bars, as its header has them or its first line
 * `sep=` says. Rows without any text are passed over.
 *
 * @throws TableError where there is no header or no row below it
 */
export function readTable(given: string): Table {
  const { text, separator, line } = opened(given);
  const notes = separator === "," ? [] : [`Cells are separated by ${SEPARATORS[separator] ?? separator}.`];
  const lines: Line[] = [];
  let at = 0;
  let next = line;
  Papa.parse<string[]>(text, {
    delimiter: separator,
    step: ({ data, errors, meta }) => {
      const raw = text.slice(at, meta.cursor);
      at = meta.cursor;
      if (data.some((cell) => cell.trim() !== "")) {
        const fault = errors.length > 0 ? "A quoted cell does not end, or goes on after its quote." : undefined;
        lines.push({ line: next, cells: data.map(strip), ...(fault === undefined ? {} : { fault }) });
      }
      next += breaks(raw);
    },
  });
  const [header, ...rows] = lines;
  if (header === undefined || rows.length === 0) {
    throw new TableError("The table has no rows below its header.");
  }
  if (rows.length > MOST_ROWS) {
    throw new TableError(`The table has ${rows.length.toLocaleString("en")} rows, of which a cohort takes 100,000.`);
  }
  return { header: header.cells, rows: rows.map((row) => fitted(row, header.cells.length)), notes };
}

function opened(given: string): { text: string; separator: string; line: number } {
  const text = given.replace(/^\uFEFF/, "");
  const said = /^"?sep=(.)"?(\r\n|\r|\n)/i.exec(text);
  if (said !== null) {
    return { text: text.slice(said[0].length), separator: said[1] ?? ",", line: 2 };
  }
  const header = (/[^\r\n]*\S[^\r\n]*/.exec(text)?.[0] ?? "").replace(/"[^"]*"/g, "");
  const separator = Object.keys(SEPARATORS).reduce(
    (best, one) => (count(header, one) > count(header, best) ? one : best),
    ",",
  );
  return { text, separator, line: 1 };
}

function fitted(row: Line, columns: number): Line {
  if (row.cells.length < columns) {
    const cells = [...row.cells, ...Array<string>(columns - row.cells.length).fill("")];
    return { ...row, cells, fault: row.fault ?? `It has ${row.cells.length} of ${columns} cells.` };
  }
  const beyond = row.cells.slice(columns).some((cell) => cell !== "");
  return beyond ? { ...row, fault: row.fault ?? `It has text beyond its ${columns} cells.` } : row;
}

function strip(cell: string): string {
  return cell.replace(/^[\p{Zs}\t\uFEFF]+|[\p{Zs}\t]+$/gu, "").normalize("NFC");
}

function count(text: string, part: string): number {
  return text.split(part).length - 1;
}

function breaks(text: string): number {
  return text.match(/\r\n|\r|\n/g)?.length ?? 0;
}

export interface Columns {
  readonly slide: number;
  readonly patient: number;
  readonly label: number;
  readonly fold: number;
}

const NAMES: Record<keyof Columns, readonly string[]> = {
  slide: ["slide", "slide_id", "filename"],
  patient: ["patient", "case_id"],
  label: ["label"],
  fold: ["fold"],
};

/** Which column is which, by the names that CLAM, STAMP and this platform give them; −1 where none is. */
export function columnsOf(header: readonly string[]): Columns {
  const names = header.map((name) => name.toLowerCase());
  const of = (which: keyof Columns) => {
    const found = NAMES[which].map((name) => names.indexOf(name)).find((index) => index >= 0);
    return found ?? -1;
  };
  const columns = { slide: of("slide"), patient: of("patient"), label: of("label"), fold: of("fold") };
  const left = names.flatMap((_, index) => (Object.values(columns).includes(index) ? [] : [index]));
  return columns.label < 0 && left.length === 1 ? { ...columns, label: left[0] ?? -1 } : columns;
}
