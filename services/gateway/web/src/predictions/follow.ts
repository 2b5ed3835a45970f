// SPDX-License-Identifier: Apache-2.0
import type { View } from "../slides/view";

/** A view of a slide of that resolution, in µm per pixel of level 0. */
export interface SlideView extends View {
  readonly slideMpp: number;
}

/** Where one looks who goes with another: as far over the glass as the other's zoom has it, and as much nearer. */
export function follow(before: SlideView, now: SlideView, there: SlideView): View {
  const scale = (there.mpp / before.mpp) * (before.slideMpp / there.slideMpp);
  return {
    x: there.x + (now.x - before.x) * scale,
    y: there.y + (now.y - before.y) * scale,
    mpp: there.mpp * (now.mpp / before.mpp),
  };
}
