// SPDX-License-Identifier: Apache-2.0

/** Round values from `low` to `high`, five or so: 1, 2 or 5 times a power of ten apart. */
export function ticks(low: number, high: number): number[] {
  const rough = (high - low) / 5;
  if (!(rough > 0)) {
    return [low];
  }
  const decade = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((factor) => factor * decade >= rough * 0.999) ?? 10) * decade;
  const found: number[] = [];
  for (let index = Math.ceil(low / step - 1e-9); index * step <= high + step * 1e-9; index++) {
    found.push(Number((index * step).toPrecision(12)));
  }
  return found;
}

/** The ends of an axis that has all values; never both the same. */
export function extent(values: readonly number[], wanted: { from?: number; to?: number }): [number, number] {
  let low = wanted.from ?? Infinity;
  let high = wanted.to ?? -Infinity;
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (!Number.isFinite(low) || !Number.isFinite(high)) {
    return [0, 1];
  }
  return low === high ? [low - 0.5, high + 0.5] : [low, high];
}
