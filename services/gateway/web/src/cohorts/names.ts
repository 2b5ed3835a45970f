// SPDX-License-Identifier: Apache-2.0

export interface Named {
  readonly id: string;
  readonly name: string;
}

/** What a cell names: a slide, several that it may mean, or none. */
export type Match =
  | { readonly kind: "one"; readonly slide: Named }
  | { readonly kind: "several"; readonly count: number }
  | { readonly kind: "none" };

const NEAR_TRIED = 200;

/** Finds slides as the server does: by name, by id, by name without regard to case, by name without folder and extension. */
export class SlideNames {
  private readonly ids = new Map<string, Named>();
  private readonly exact = new Map<string, Named[]>();
  private readonly folded = new Map<string, Named[]>();
  private readonly stems = new Map<string, Named[]>();
  private readonly found = new Map<string, string | undefined>();

  constructor(private readonly slides: readonly Named[]) {
    for (const slide of slides) {
      const name = slide.name.normalize("NFC");
      this.ids.set(slide.id, slide);
      add(this.exact, name, slide);
      add(this.folded, name.toLowerCase(), slide);
      add(this.stems, stem(name).toLowerCase(), slide);
    }
  }

  match(cell: string): Match {
    const name = cell.normalize("NFC");
    const id = this.ids.get(name.toLowerCase());
    const plain = (/[^/\\]*$/.exec(name)?.[0] ?? name).replace(/\.(h5|hdf5|pt)$/i, "").toLowerCase();
    const found =
      this.exact.get(name) ??
      (id && [id]) ??
      this.folded.get(name.toLowerCase()) ??
      this.folded.get(plain) ??
      this.stems.get(plain) ??
      [];
    const [first] = found;
    if (first === undefined) {
      return { kind: "none" };
    }
    return found.length === 1 ? { kind: "one", slide: first } : { kind: "several", count: found.length };
  }

  /** The name that may have been meant: few letters away. */
  near(cell: string): string | undefined {
    if (!this.found.has(cell)) {
      this.found.set(cell, this.nearest(cell));
    }
    return this.found.get(cell);
  }

  private nearest(cell: string): string | undefined {
    const wanted = stem(cell.normalize("NFC")).toLowerCase();
    let most = Math.max(1, Math.floor(wanted.length / 4)) + 1;
    let best: string | undefined;
    const candidates = this.slides
      .map(({ name }) => ({ name, key: stem(name.normalize("NFC")).toLowerCase() }))
      .filter(({ key }) => Math.abs(key.length - wanted.length) < most)
      .map((one) => ({ ...one, common: commonPrefix(one.key, wanted) }))
      .sort((one, other) => other.common - one.common)
      .slice(0, NEAR_TRIED);
    for (const { name, key } of candidates) {
      const distance = edits(wanted, key);
      if (distance < most) {
        most = distance;
        best = name;
      }
    }
    return best;
  }
}

/** A file's name without its last extension. */
export function stem(name: string): string {
  return name.replace(/(?<=.)\.[^.]{1,5}$/, "");
}

function add(map: Map<string, Named[]>, key: string, slide: Named): void {
  const there = map.get(key);
  if (there === undefined) {
    map.set(key, [slide]);
  } else {
    there.push(slide);
  }
}

function commonPrefix(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one[length] === other[length]) {
    length++;
  }
  return length;
}

/** How many letters are to be added, dropped or changed (Levenshtein). */
function edits(from: string, to: string): number {
  let above = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      const changed = (above[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      row.push(Math.min(changed, (above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    above = row;
  }
  return above[to.length] ?? 0;
}
