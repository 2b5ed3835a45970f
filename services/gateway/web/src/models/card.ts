// SPDX-License-Identifier: Apache-2.0
import type { Metrics } from "../jobs/metrics";
import type { Kin, Parent } from "./lineage";

type Tree = Record<string, unknown>;

/** What the page shows of a model's card, which is a tree that may have more. */
export interface Card {
  readonly licences: readonly string[];
  readonly licence: string | undefined;
  readonly source: Tree | undefined;
  readonly truncatedFrom: string | undefined;
  readonly student: CardKin | undefined;
  readonly teacher: CardKin | undefined;
  readonly training: Tree | undefined;
  readonly slides: readonly string[];
  readonly curve: Metrics;
}

export interface CardKin {
  readonly id: string;
  readonly name: string;
  readonly architecture: string;
  readonly deleted: boolean;
}

export function readCard(card: Tree): Card {
  const provenance = tree(card["provenance"]);
  const training = tree(card["training"]);
  const lineage = tree(card["lineage"]);
  const source = tree(provenance?.["source"]);
  return {
    licences: list(card["licences"]).filter((one) => typeof one === "string"),
    licence: text(source?.["licence"]) ?? text(provenance?.["licence"]),
    source,
    truncatedFrom: text(provenance?.["truncatedFrom"]),
    student: readKin(lineage?.["student"]),
    teacher: readKin(lineage?.["teacher"]),
    training,
    slides: list(training?.["slides"]).filter((one) => typeof one === "string"),
    curve: readCurve(list(card["curve"])),
  };
}

/** The parents that a card names, with what is on record of them. */
export function parentsOf(card: Card): (Parent & { known: CardKin | undefined })[] {
  return [
    ...(card.student === undefined ? [] : [{ id: card.student.id, as: "student" as const, known: card.student }]),
    ...(card.teacher === undefined ? [] : [{ id: card.teacher.id, as: "teacher" as const, known: card.teacher }]),
    ...(card.truncatedFrom === undefined ? [] : [{ id: card.truncatedFrom, as: "whole" as const, known: undefined }]),
  ];
}

/** A model that is there no more, as its child's card has it. */
export function onRecord(id: string, known: CardKin | undefined): Kin {
  return {
    id,
    name: known?.name ?? "A deleted model",
    architecture: known?.architecture ?? "",
    origin: undefined,
    licence: undefined,
    deleted: true,
    parents: [],
  };
}

function readKin(value: unknown): CardKin | undefined {
  const kin = tree(value);
  const id = text(kin?.["id"]);
  return kin === undefined || id === undefined
    ? undefined
    : {
        id,
        name: text(kin["name"]) ?? id,
        architecture: text(kin["architecture"]) ?? "",
        deleted: kin["deleted"] === true,
      };
}

function readCurve(points: readonly unknown[]): Metrics {
  const series = new Map<string, { name: string; steps: number[]; values: number[] }>();
  for (const point of points) {
    const values = tree(point) ?? {};
    const { step } = values;
    for (const [name, value] of Object.entries(values)) {
      if (name !== "step" && name !== "epoch" && typeof step === "number" && typeof value === "number") {
        const one = series.get(name) ?? { name, steps: [], values: [] };
        one.steps.push(step);
        one.values.push(value);
        series.set(name, one);
      }
    }
  }
  // A loss that has no weight is nothing to show.
  return { series: [...series.values()].filter(({ values }) => values.some((value) => value !== 0)) };
}

function tree(value: unknown): Tree | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Tree) : undefined;
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
