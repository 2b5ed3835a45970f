// SPDX-License-Identifier: Apache-2.0

/** Where one looks: the centre in pixels of level 0, and how many micrometres a pixel of the screen shows. */
export interface View {
  readonly x: number;
  readonly y: number;
  readonly mpp: number;
}

/** The view that an address names, unless it names none or nonsense; of one of several viewers where it is given. */
export function readView(address: URLSearchParams, viewer?: string): View | undefined {
  const parts = (address.get(name(viewer)) ?? "").split(",");
  const [x = NaN, y = NaN, mpp = NaN] = parts.map((part) => (part === "" ? NaN : Number(part)));
  const sound = parts.length === 3 && Number.isFinite(x) && Number.isFinite(y) && mpp > 0 && Number.isFinite(mpp);
  return sound ? { x, y, mpp } : undefined;
}

/** The address with this view in place of another; everything else stays. */
export function writeView(address: URLSearchParams, view: View, viewer?: string): URLSearchParams {
  const changed = new URLSearchParams(address);
  changed.set(name(viewer), `${Math.round(view.x)},${Math.round(view.y)},${Number(view.mpp.toPrecision(4))}`);
  return changed;
}

function name(viewer: string | undefined): string {
  return viewer === undefined ? "at" : `at-${viewer}`;
}
