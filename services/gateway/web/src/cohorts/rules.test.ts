// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import { SlideNames } from "./names";
import { type Row, check, cohortRequest, patientOf, pointed, rowsOf } from "./rules";
import { columnsOf, readTable } from "./table";

const names = new SlideNames([
  { id: "00000000-0000-7000-8000-000000000001", name: "A17-3.svs" },
  { id: "00000000-0000-7000-8000-000000000002", name: "B02-1.svs" },
  { id: "00000000-0000-7000-8000-000000000003", name: "Mü.tif" },
  { id: "00000000-0000-7000-8000-000000000004", name: "twin.tif" },
  { id: "00000000-0000-7000-8000-000000000005", name: "twin.svs" },
]);

function rows(...lines: string[]): Row[] {
  const table = readTable(["slide,patient,label,fold", ...lines].join("\n"));
  return rowsOf(table, columnsOf(table.header));
}

function faults(...lines: string[]) {
  const given = rows(...lines);
  const found = check(given, names).faults;
  return given.map((row) => (found.get(row.key) ?? []).map(({ field }) => field));
}

describe("the names of slides", () => {
  it.each([
    "A17-3.svs",
    "a17-3.SVS",
    "A17-3",
    "/data/A17-3.svs",
    "feats\\A17-3.h5",
    "00000000-0000-7000-8000-000000000001",
  ])("find one by %s", (cell) => {
    expect(names.match(cell)).toMatchObject({ kind: "one", slide: { name: "A17-3.svs" } });
  });

  it("are matched however their letters are composed", () => {
    expect(names.match("Mu\u0308.tif")).toMatchObject({ kind: "one", slide: { name: "Mü.tif" } });
  });

  it("say when several are meant, or none, and which is near", () => {
    expect(names.match("twin")).toEqual({ kind: "several", count: 2 });
    expect(names.match("twin.svs")).toMatchObject({ kind: "one" });
    expect(names.match("A17-4.svs")).toEqual({ kind: "none" });
    expect(names.near("A17-4.svs")).toBe("A17-3.svs");
    expect(names.near("something else")).toBeUndefined();
  });
});

describe("the rules of a cohort", () => {
  it("pass what is right, and count it", () => {
    const given = rows("A17-3,p1,tumour,", "B02-1,p2,normal,", "Mü,p2,tumour,");
    const found = check(given, names);
    expect(found.faults.size).toBe(0);
    expect(found.whole).toEqual([]);
    expect(found.patients).toBe(2);
    expect(found.classes).toEqual([
      { label: "normal", slides: 1, patients: 1 },
      { label: "tumour", slides: 2, patients: 2 },
    ]);
  });

  it("name what each row lacks", () => {
    expect(faults("nobody,p1,a,", "A17-3,,b,", "B02-1,p2,,", ",p3,a,")).toEqual([
      ["slide"],
      ["patient"],
      ["label"],
      ["slide"],
    ]);
  });

  it("refuse a slide twice, however it is named", () => {
    expect(faults("A17-3.svs,p1,a,", "a17-3,p1,b,", "Mü,p2,b,")).toEqual([["slide"], ["slide"], []]);
  });

  it("want folds for all rows or none, in numbers, and a patient in one", () => {
    expect(faults("A17-3,p1,a,0", "B02-1,p2,b,")).toEqual([[], ["fold"]]);
    expect(faults("A17-3,p1,a,0.0", "B02-1,p2,b,one")).toEqual([[], ["fold"]]);
    expect(faults("A17-3,p1,a,0", "B02-1,p1,b,1")).toEqual([["fold"], ["fold"]]);
  });

  it("refuse texts that are too long or have what nobody sees", () => {
    expect(faults(`A17-3,${"x".repeat(201)},a,`, "B02-1,p\u0000q,b,")).toEqual([["patient"], ["patient"]]);
  });

  it("want two labels, and ask about such as may not be meant", () => {
    expect(check(rows("A17-3,p1,a,"), names).whole).toHaveLength(1);
    const warnings = check(rows("A17-3,p1,Tumour,", "B02-1,p2,tumour,", "Mü,p3,NA,"), names).warnings.join("\n");
    expect(warnings).toContain("different labels");
    expect(warnings).toContain("“NA”");
  });

  it("make a request with ids and whole folds", () => {
    expect(cohortRequest("lung", rows("A17-3,p1,a,1.0"), names)).toEqual({
      name: "lung",
      slides: [{ slideId: "00000000-0000-7000-8000-000000000001", patient: "p1", label: "a", fold: 1 }],
    });
  });
});

describe("what the server points at", () => {
  it("is a row and its field", () => {
    expect(pointed("/slides/3/label")).toEqual({ index: 3, field: "label" });
    expect(pointed("/slides/0/slideId")).toEqual({ index: 0, field: "slide" });
    expect(pointed("/name")).toBeUndefined();
    expect(pointed(undefined)).toBeUndefined();
  });
});

describe("a slide's name", () => {
  it("tells TCGA's participant", () => {
    expect(patientOf("TCGA-CR-7395-01A-01-TS1.svs")).toBe("TCGA-CR-7395");
    expect(patientOf("A17-3.svs")).toBe("A17-3");
  });
});
