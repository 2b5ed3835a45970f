// SPDX-License-Identifier: Apache-2.0

/** Where the slide lies on the screen: pixel of the screen = corner + scale × pixel of level 0. */
export interface Placement {
  readonly left: number;
  readonly top: number;
  readonly scale: number;
  readonly width: number;
  readonly height: number;
}

/** What is painted over a slide, at each frame anew. */
export interface Layer {
  paint(context: CanvasRenderingContext2D, at: Placement): void;
}
