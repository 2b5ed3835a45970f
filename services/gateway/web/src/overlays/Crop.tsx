// SPDX-License-Identifier: Apache-2.0
import { useEffect, useRef } from "react";
import { type SlideTiles, address } from "../api/client";
import { covering } from "./covering";

export interface Square {
  readonly x: number;
  readonly y: number;
  readonly side: number;
}

/** A square of the slide, composed of the slide's own tiles. */
export function Crop({ tiles, square, px, label }: { tiles: SlideTiles; square: Square; px: number; label: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { x, y, side } = square;
  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (!context) {
      return;
    }
    const size = px * window.devicePixelRatio;
    context.canvas.width = size;
    context.canvas.height = size;
    const images = covering(tiles, { x, y, side }, size).map((part) => {
      const image = new Image();
      image.onload = () => context.drawImage(image, part.left, part.top, part.width, part.height);
      image.src = address(part.address);
      return image;
    });
    return () => images.forEach((image) => (image.onload = null));
  }, [tiles, x, y, side, px]);
  return <canvas ref={canvas} className="crop" style={{ width: px, height: px }} role="img" aria-label={label} />;
}
