// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import { TableError, columnsOf, decode, readTable } from "./table";

const bytes = (...codes: number[]) => new Uint8Array(codes);

describe("a table", () => {
  it.each([",", ";", "\t", "|"])("is read with the separator %j of its header", (separator) => {
    const table = readTable(["slide,patient,label", "a.svs,p1,tumour"].join("\n").replaceAll(",", separator));
    expect(table.header).toEqual(["slide", "patient", "label"]);
    expect(table.rows).toEqual([{ line: 2, cells: ["a.svs", "p1", "tumour"] }]);
    expect(table.notes).toHaveLength(separator === "," ? 0 : 1);
  });

  it("takes the separator that its first line says, and counts that line", () => {
    const table = readTable("sep=;\r\nslide;patient\r\na;b,c\r\n");
    expect(table.rows).toEqual([{ line: 3, cells: ["a", "b,c"] }]);
  });

  it.each(["\n", "\r\n", "\r"])("counts lines as an editor does, ended by %j", (end) => {
    const table = readTable(["slide,patient", "", '"a', 'b",p', ",", "c,q"].join(end));
    expect(table.rows.map(({ line }) => line)).toEqual([3, 6]);
    expect(table.rows[0]?.cells).toEqual([`a${end}b`, "p"]);
  });

  it("keeps an inch mark inside of a cell", () => {
    expect(readTable('slide,patient\na,3" core\nb,q').rows.map(({ cells }) => cells[1])).toEqual(['3" core', "q"]);
  });

  it("marks rows with too few cells, with text beyond them, and with a quote that does not end", () => {
    const faults = readTable('slide,patient,label\na,p\nb,q,r,s\nc,p,"x').rows.map(({ fault }) => fault);
    expect(faults).toEqual([
      "It has 2 of 3 cells.",
      "It has text beyond its 3 cells.",
      "A quoted cell does not end, or goes on after its quote.",
    ]);
  });

  it("takes blanks off the ends of cells and composes letters", () => {
    expect(readTable("slide,patient\n a\u00a0,Mu\u0308ller\t").rows[0]?.cells).toEqual(["a", "Müller"]);
  });

  it.each(["", "slide,patient\n", "\n\n"])("needs a row below its header: %j", (text) => {
    expect(() => readTable(text)).toThrow(TableError);
  });
});

describe("the columns", () => {
  it("are found by the names of CLAM, of STAMP and our own, in any order", () => {
    expect(columnsOf(["label", "case_id", "slide_id"])).toEqual({ slide: 2, patient: 1, label: 0, fold: -1 });
    expect(columnsOf(["FILENAME", "PATIENT", "isMSIH"])).toEqual({ slide: 0, patient: 1, label: 2, fold: -1 });
    expect(columnsOf(["fold", "slide", "patient", "label"])).toEqual({ slide: 1, patient: 2, label: 3, fold: 0 });
  });

  it("are not guessed among several", () => {
    expect(columnsOf(["image", "who", "grade"])).toEqual({ slide: -1, patient: -1, label: -1, fold: -1 });
  });
});

describe("the bytes of a file", () => {
  it("are UTF-8 unless they cannot be", () => {
    expect(decode(bytes(0x4d, 0xc3, 0xbc))).toEqual({ text: "Mü", notes: [] });
    expect(decode(bytes(0x4d, 0xfc)).text).toBe("Mü");
    expect(decode(bytes(0x4d, 0xfc)).notes).toHaveLength(1);
  });

  it("are UTF-16 where they begin so", () => {
    expect(decode(bytes(0xff, 0xfe, 0x4d, 0)).text).toBe("M");
    expect(decode(bytes(0xfe, 0xff, 0, 0x4d)).text).toBe("M");
  });
});
