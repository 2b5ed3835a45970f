// SPDX-License-Identifier: Apache-2.0
import OpenSeadragon from "openseadragon";
import { useEffect, useRef, useState } from "react";
import { useSearchParams } from "react-router";
import { type Slide, type SlideTiles, address } from "../api/client";
import { length, magnification, scaleBar } from "../format/units";
import { addOutline } from "./outline";
import { type View, readView, writeView } from "./view";

const BAR_PX = 160;

/** The slide's own tiles, zoomed and moved; where one looks lies in the address. */
export default function Viewer(props: { slide: Slide; tiles: SlideTiles; outline: boolean }) {
  const { slide, tiles, outline } = props;
  const place = useRef<HTMLDivElement>(null);
  const [viewer, setViewer] = useState<OpenSeadragon.Viewer>();
  const [mpp, setMpp] = useState(0);
  const [address, setAddress] = useSearchParams();
  const first = useRef<View | undefined>(readView(address));
  const write = useRef(setAddress);
  useEffect(() => {
    write.current = setAddress;
  });

  useEffect(() => {
    if (place.current === null) {
      return;
    }
    const made = new OpenSeadragon.Viewer({
      element: place.current,
      tileSources: [source(tiles)],
      showNavigationControl: false,
      showNavigator: true,
      navigatorPosition: "TOP_RIGHT",
      animationTime: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 0.4,
      maxZoomPixelRatio: 4,
      minZoomImageRatio: 0.8,
      visibilityRatio: 0.5,
      imageLoaderLimit: 8,
      timeout: 60_000,
      tileRetryMax: 3,
      tileRetryDelay: 1000,
      gestureSettingsMouse: { clickToZoom: false, dblClickToZoom: true },
      drawer: "canvas",
    });
    const shown = () => {
      const item = made.world.getItemAt(0);
      return item && { item, zoom: item.viewportToImageZoom(made.viewport.getZoom(true)) };
    };
    made.addHandler("update-viewport", () => {
      const at = shown();
      if (at) {
        setMpp(slide.mpp / at.zoom);
      }
    });
    made.addHandler("open", () => {
      const item = made.world.getItemAt(0);
      if (first.current !== undefined && item) {
        const { x, y, mpp: scale } = first.current;
        made.viewport.zoomTo(item.imageToViewportZoom(slide.mpp / scale), undefined, true);
        made.viewport.panTo(item.imageToViewportCoordinates(x, y), true);
      }
      setViewer(made);
    });
    made.addHandler("animation-finish", () => {
      const at = shown();
      if (at) {
        const centre = at.item.viewportToImageCoordinates(made.viewport.getCenter(true));
        const view = { x: centre.x, y: centre.y, mpp: slide.mpp / at.zoom };
        write.current((before) => writeView(before, view), { replace: true });
      }
    });
    return () => {
      setViewer(undefined);
      made.destroy();
    };
  }, [slide.mpp, tiles]);

  useEffect(() => {
    if (viewer !== undefined && outline) {
      return addOutline(viewer, slide);
    }
    return undefined;
  }, [viewer, outline, slide]);

  const bar = mpp > 0 ? scaleBar(mpp, BAR_PX) : undefined;
  return (
    <section className="viewer" aria-label={`Viewer of ${slide.name}`}>
      <div ref={place} className="canvas" />
      <div className="zoom">
        <button type="button" aria-label="Closer" onClick={() => viewer?.viewport.zoomBy(1.6)}>
          +
        </button>
        <button type="button" aria-label="Farther" onClick={() => viewer?.viewport.zoomBy(1 / 1.6)}>
          −
        </button>
        <button type="button" onClick={() => viewer?.viewport.goHome()}>
          Whole
        </button>
      </div>
      {bar !== undefined && (
        <p className="scale figure">
          <span className="bar-line" style={{ width: bar.pixels }} />
          {length(bar.micrometres)} · {magnification(mpp)}
        </p>
      )}
    </section>
  );
}

// OpenSeadragon counts levels from the coarsest.
function source(tiles: SlideTiles): OpenSeadragon.TileSource {
  const levels = [...tiles.levels].sort((one, other) => other.level - one.level);
  const finest = levels.length - 1;
  const at = (level: number) => {
    const found = levels[level];
    if (found === undefined) {
      throw new RangeError(`There is no level ${level}.`);
    }
    return found;
  };
  const made = new OpenSeadragon.TileSource({
    width: tiles.widthPx,
    height: tiles.heightPx,
    tileSize: at(finest).tileWidthPx,
    tileOverlap: 0,
    minLevel: 0,
    maxLevel: finest,
  } as unknown as OpenSeadragon.TileSourceOptions);
  made.getLevelScale = (level) => 1 / at(level).downsample;
  made.getTileWidth = (level) => at(level).tileWidthPx;
  made.getTileHeight = (level) => at(level).tileHeightPx;
  made.getNumTiles = (level) => new OpenSeadragon.Point(at(level).columns, at(level).rows);
  made.getTileUrl = (level, column, row) =>
    address(tiles.template)
      .replace("{level}", String(at(level).level))
      .replace("{column}", String(column))
      .replace("{row}", String(row));
  return made;
}
