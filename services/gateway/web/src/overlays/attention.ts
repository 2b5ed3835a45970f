// SPDX-License-Identifier: Apache-2.0

/** The tiles of a slide that a classifier read, and what it says of each, column by column. */
export interface Attention {
  readonly count: number;
  /** Side of a tile in pixels of level 0. */
  readonly side: number;
  readonly x: Int32Array;
  readonly y: Int32Array;
  /** Shares of the attention; they sum to 1. */
  readonly attention: Float32Array;
  /** The share of the tiles with less attention; those with the same count half. */
  readonly percentile: Float32Array;
  readonly scores: readonly { readonly label: string; readonly values: Float32Array }[];
}

const BEFORE_SCORES = 4;

/** Reads `attention.csv`: x, y, attention, raw_attention, and a `score LABEL` per class. */
export function readAttention(text: string, side: number): Attention {
  const rows = text.split("\n");
  const labels = cells(rows[0] ?? "")
    .slice(BEFORE_SCORES)
    .map((name) => name.replace(/^score /, ""));
  const count = rows.filter((row, index) => index > 0 && row !== "").length;
  const x = new Int32Array(count);
  const y = new Int32Array(count);
  const attention = new Float32Array(count);
  const scores = labels.map((label) => ({ label, values: new Float32Array(count) }));
  for (let tile = 0; tile < count; tile++) {
    const row = (rows[tile + 1] ?? "").split(",");
    x[tile] = Number(row[0]);
    y[tile] = Number(row[1]);
    attention[tile] = Number(row[2]);
    scores.forEach(({ values }, index) => {
      values[tile] = Number(row[BEFORE_SCORES + index]);
    });
  }
  return { count, side, x, y, attention, percentile: percentiles(attention), scores };
}

// Labels may hold commas and quotes; numbers hold neither.
function cells(row: string): string[] {
  return [...row.matchAll(/"((?:[^"]|"")*)"|([^,]+)/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? "",
  );
}

export function percentiles(values: Float32Array): Float32Array {
  const order = Uint32Array.from(values.keys()).sort((one, other) => at(values, one) - at(values, other));
  const found = new Float32Array(values.length);
  for (let from = 0; from < order.length;) {
    let to = from;
    while (to < order.length && at(values, at(order, to)) === at(values, at(order, from))) {
      to++;
    }
    for (let index = from; index < to; index++) {
      found[at(order, index)] = (from + to) / 2 / order.length;
    }
    from = to;
  }
  return found;
}

/** The tiles with most attention, the most first. */
export function most(attention: Attention, count: number): number[] {
  return [...attention.attention.keys()]
    .sort((one, other) => at(attention.attention, other) - at(attention.attention, one))
    .slice(0, count);
}

/** An element of an array that is known to have it. */
export function at(values: { readonly [index: number]: number }, index: number): number {
  return values[index] as number;
}
