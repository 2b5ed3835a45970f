// SPDX-License-Identifier: Apache-2.0

export interface Bounds {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly above?: number | undefined;
  readonly below?: number | undefined;
}

/** What is wrong with a number, in words that say what it may be. */
export function numberFault(value: number, whole: boolean, { min, max, above, below }: Bounds): string | undefined {
  const sound =
    (whole ? Number.isSafeInteger(value) : Number.isFinite(value)) &&
    value >= (min ?? -Infinity) &&
    value <= (max ?? Infinity) &&
    value > (above ?? -Infinity) &&
    value < (below ?? Infinity);
  if (sound) {
    return undefined;
  }
  const range = [
    min !== undefined && `from ${min}`,
    above !== undefined && `above ${above}`,
    max !== undefined && `to ${max}`,
    below !== undefined && `below ${below}`,
  ].filter(Boolean);
  return [whole ? "A whole number" : "A number", ...range].join(" ").concat(".");
}
