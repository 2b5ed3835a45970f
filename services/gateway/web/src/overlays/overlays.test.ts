// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import type { SlideTiles } from "../api/client";
import { readAttention } from "./attention";
import { covering } from "./covering";
import { span } from "./heat";
import { PALETTES, type Palette, colours } from "./palette";
import { FIRST, type Overlay, measured, readOverlays, writeOverlays } from "./settings";

const ID = "0199c1a4-44dd-7e85-9a42-3d5e6f708194";

describe("an overlay in the address", () => {
  it("is read as it was written, whatever its class is called", () => {
    const overlays: Overlay[] = [
      {
        ...FIRST,
        prediction: ID,
        measure: "score:a~b, c&d",
        palette: "magma",
        opacity: 0.4,
        threshold: 0.9,
        smooth: true,
      },
      { ...FIRST, prediction: ID.replace("4", "5"), shown: false },
    ];
    const address = writeOverlays(new URLSearchParams("at=1,2,3&overlay=old"), overlays);
    const again = new URLSearchParams(address.toString());
    expect(readOverlays(again)).toEqual(overlays);
    expect(again.get("at")).toBe("1,2,3");
  });

  it.each([
    "",
    "nonsense",
    `${ID}~rainbow~0.5~0~tiles~on~percentile`,
    `${ID}~viridis~2~0~tiles~on~percentile`,
    `${ID}~viridis~~0~tiles~on~percentile`,
    `${ID}~viridis~0.5~0~tiles~on~loss`,
  ])("is left out where it is %j", (text) => {
    expect(readOverlays(new URLSearchParams([["overlay", text]]))).toEqual([]);
  });
});

describe("a colour map", () => {
  it.each(Object.keys(PALETTES) as Palette[])("%s grows lighter from the least to the most", (palette) => {
    const table = colours(palette);
    const light = (step: number) =>
      0.2126 * (table[3 * step] ?? 0) + 0.7152 * (table[3 * step + 1] ?? 0) + 0.0722 * (table[3 * step + 2] ?? 0);
    for (let step = 16; step < 256; step += 16) {
      expect(light(step)).toBeGreaterThan(light(step - 16));
    }
  });

  it("is matplotlib's", () => {
    expect([...colours("viridis").slice(0, 3)]).toEqual([0x44, 0x01, 0x54]);
    expect([...colours("viridis").slice(-3)]).toEqual([0xfd, 0xe7, 0x25]);
  });
});

describe("a measure", () => {
  const tiles = readAttention('x,y,attention,raw_attention,"score a"\n0,0,0.75,1,0.5\n9,0,0.25,0,0.125\n', 9);

  it("is scaled to what is most, and says what that is", () => {
    expect(measured(tiles, "attention")).toEqual({ values: Float32Array.of(1, 0.25 / 0.75), most: 0.75 });
    expect(measured(tiles, "percentile")?.values).toEqual(Float32Array.of(0.75, 0.25));
    expect(measured(tiles, "score:a")?.values).toEqual(Float32Array.of(0.5, 0.125));
    expect(measured(tiles, "score:b")).toBeUndefined();
  });
});

describe("the cells in sight", () => {
  it("have a margin of two and stay within the grid", () => {
    expect(span(10.5, 5, 100)).toEqual([8, 10]);
    expect(span(-3, 5, 100)).toEqual([0, 4]);
    expect(span(-50, 5, 100)).toEqual([0, 0]);
    expect(span(200, 5, 100)).toEqual([100, 0]);
  });
});

describe("the tiles that cover a square", () => {
  const level = (number: number, downsample: number) => ({
    level: number,
    widthPx: Math.round(1009 / downsample),
    heightPx: Math.round(811 / downsample),
    downsample,
    tileWidthPx: 240,
    tileHeightPx: 240,
    columns: Math.ceil(1009 / downsample / 240),
    rows: Math.ceil(811 / downsample / 240),
    passedThrough: true,
  });
  const tiles: SlideTiles = {
    widthPx: 1009,
    heightPx: 811,
    template: "/v1/t/{level}/{column}_{row}.jpeg",
    levels: [level(0, 1), level(1, 2), level(2, 4)],
  };

  it("are of the coarsest level that is fine enough, and lie where they belong", () => {
    const parts = covering(tiles, { x: 470, y: 230, side: 224 }, 112);
    expect(parts.map(({ address }) => address)).toEqual(["/v1/t/1/0_0.jpeg", "/v1/t/1/1_0.jpeg"]);
    expect(parts[1]).toMatchObject({ left: 5, top: -115, width: 240, height: 240 });
  });

  it("are the finest where none is fine enough, and those at the rim are as small as they are", () => {
    const parts = covering(tiles, { x: 960, y: 720, side: 49 }, 100);
    expect(parts).toHaveLength(1);
    expect(parts[0]).toMatchObject({ address: "/v1/t/0/4_3.jpeg", left: 0, top: 0, width: (49 * 100) / 49 });
  });
});
