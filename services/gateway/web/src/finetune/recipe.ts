// SPDX-License-Identifier: Apache-2.0
import type { components } from "../api/client";

export type Recipe = components["schemas"]["FineTuningRecipe"];

/** What the server takes where a recipe leaves something out. */
export const USUAL_RECIPE = {
  method: "MASKED_CONTEXT",
  windowSize: 4,
  maskRatio: 0.5,
  minTissue: 0.25,
  loss: "SMOOTH_L1",
  visibleLossWeight: 0,
  targetNormalisation: "LAYER_NORM",
  predictor: { width: 192, depth: 2, heads: 4 },
  epochs: 1,
  batchWindows: 8,
  studentLearningRate: 0.0001,
  predictorLearningRate: 0.0005,
  weightDecay: 0.05,
  warmupFraction: 0.1,
  gradientClip: 1,
  accumulation: 1,
  augmentation: { dihedral: true, stainJitter: 0 },
  teacherTargets: "ONLINE",
  precision: "FP32",
  seed: 0,
} satisfies Recipe;

export const METHODS: [Recipe["method"], string][] = [
  ["MASKED_CONTEXT", "Masked context with distillation"],
  ["PLAIN_DISTILLATION", "Plain distillation, the control"],
];

export const LOSSES: [Recipe["loss"], string][] = [
  ["SMOOTH_L1", "Smooth L1"],
  ["COSINE", "Cosine"],
  ["MSE", "Squared error"],
];

export const NORMS: [Recipe["targetNormalisation"], string][] = [
  ["LAYER_NORM", "Layer norm"],
  ["L2", "Length 1"],
  ["NONE", "None"],
];

export const TARGETS: [Recipe["teacherTargets"], string][] = [
  ["ONLINE", "Of the very pixels, as they are shown"],
  ["CACHED", "Of its feature sets, made before"],
];

export const PRECISIONS: [Recipe["precision"], string][] = [
  ["FP32", "float32"],
  ["BF16", "bfloat16, several times faster on a GPU"],
];

/** A recipe's choices by name, the nested ones as `predictor.width`, in the order in which they are told. */
export function flat(recipe: object, prefix = ""): [string, string][] {
  return Object.entries(recipe).flatMap(([name, value]) =>
    typeof value === "object" && value !== null
      ? flat(value as object, `${prefix}${name}.`)
      : [[prefix + name, String(value)] as [string, string]],
  );
}

/** What a request says of its recipe, the usual where it says nothing. */
export function recipeOf(request: unknown): Record<string, string> {
  const { recipe, tiling } = request as { recipe?: object; tiling?: object };
  return Object.fromEntries([...flat(USUAL_RECIPE), ...flat(recipe ?? {}), ...flat(tiling ?? {}, "tiling.")]);
}
