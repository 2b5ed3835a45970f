// SPDX-License-Identifier: Apache-2.0
import type { Slide, SlideTiles } from "../api/client";
import { Crop } from "../overlays/Crop";
import type { Tile } from "./grid";

const SHOWN_PX = 224;

/** The tile that was clicked, large enough to see cells, and where it is. */
export function Place({ slide, tiles, tile }: { slide: Slide; tiles: SlideTiles; tile: Tile | undefined }) {
  if (tile === undefined) {
    return <p className="quiet place">Click on the slide to see a tile from near.</p>;
  }
  const millimetres = (px: number) => ((px * slide.mpp) / 1000).toFixed(2);
  return (
    <figure className="place">
      <Crop tiles={tiles} square={tile} px={SHOWN_PX} label="The clicked tile" />
      <figcaption className="quiet figure">
        {Math.round(tile.x).toLocaleString("en")}, {Math.round(tile.y).toLocaleString("en")} px · {millimetres(tile.x)},{" "}
        {millimetres(tile.y)} mm
        <br />
        {Math.round(tile.side * slide.mpp)} × {Math.round(tile.side * slide.mpp)} µm
        {tile.column >= 0 && ` · column ${tile.column}, row ${tile.row}`}
      </figcaption>
    </figure>
  );
}
