// SPDX-License-Identifier: Apache-2.0
import OpenSeadragon from "openseadragon";
import { useEffect, useRef, useState } from "react";
import { useSearchParams } from "react-router";
import { type Slide, type SlideTiles, address } from "../api/client";
import { length, magnification, scaleBar } from "../format/units";
import type { Layer, Placement } from "../overlays/layer";
import { addOutline } from "./outline";
import { type View, readView, writeView } from "./view";

const BAR_PX = 160;

/** Moves a viewer. */
export interface Controls {
  look(view: View, how: "at once" | "smoothly"): void;
}

export interface ViewerProps {
  readonly slide: Slide;
  readonly tiles: SlideTiles;
  readonly outline: boolean;
  /** What is painted over the slide, the first one lowest. */
  readonly layers?: readonly Layer[];
  /** Where to look first, in place of what the address says. */
  readonly first?: View;
  /** Told of each move, in place of the address. */
  readonly onView?: (view: View) => void;
  /** Told which pixel of level 0 was clicked. */
  readonly onPick?: (x: number, y: number) => void;
  readonly onReady?: (controls: Controls | undefined) => void;
}

/** The slide's own tiles, zoomed and moved; where one looks lies in the address, unless somebody else is told. */
export default function Viewer(props: ViewerProps) {
  const { slide, tiles, outline, layers } = props;
  const place = useRef<HTMLDivElement>(null);
  const [viewer, setViewer] = useState<OpenSeadragon.Viewer>();
  const [mpp, setMpp] = useState(0);
  const [address, setAddress] = useSearchParams();
  const first = useRef<View | undefined>(props.first ?? readView(address));
  const write = useRef(setAddress);
  const told = useRef(props);
  useEffect(() => {
    write.current = setAddress;
    told.current = props;
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
      navigatorBackground: "#ffffff",
      navigatorBorderColor: "#8a949b",
      navigatorDisplayRegionColor: "#00677f",
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
    const look = ({ x, y, mpp: scale }: View, atOnce: boolean) => {
      const item = made.world.getItemAt(0);
      if (item) {
        made.viewport.zoomTo(item.imageToViewportZoom(slide.mpp / scale), undefined, atOnce);
        made.viewport.panTo(item.imageToViewportCoordinates(x, y), atOnce);
      }
    };
    const view = (): View | undefined => {
      const item = made.world.getItemAt(0);
      if (!item) {
        return undefined;
      }
      const centre = item.viewportToImageCoordinates(made.viewport.getCenter(true));
      return { x: centre.x, y: centre.y, mpp: slide.mpp / zoomOf(made, item) };
    };
    made.addHandler("update-viewport", () => {
      const now = view();
      if (now) {
        setMpp(now.mpp);
        told.current.onView?.(now);
      }
    });
    made.addHandler("open", () => {
      if (first.current !== undefined) {
        look(first.current, true);
      }
      setViewer(made);
      told.current.onReady?.({ look: (there, how) => look(there, how === "at once") });
    });
    made.addHandler("animation-finish", () => {
      const now = view();
      if (now && told.current.onView === undefined) {
        write.current((before) => writeView(before, now), { replace: true });
      }
    });
    made.addHandler("canvas-click", ({ quick, position }) => {
      const item = made.world.getItemAt(0);
      if (quick && item) {
        const { x, y } = item.viewerElementToImageCoordinates(position);
        told.current.onPick?.(x, y);
      }
    });
    return () => {
      told.current.onReady?.(undefined);
      setViewer(undefined);
      made.destroy();
    };
  }, [slide.mpp, tiles]);

  useEffect(() => {
    if (viewer !== undefined && layers !== undefined && layers.length > 0) {
      return addLayers(viewer, layers);
    }
    return undefined;
  }, [viewer, layers]);

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

function zoomOf(viewer: OpenSeadragon.Viewer, item: OpenSeadragon.TiledImage): number {
  return item.viewportToImageZoom(viewer.viewport.getZoom(true));
}

/** Paints the layers at each frame; the answer takes them off again. */
function addLayers(viewer: OpenSeadragon.Viewer, layers: readonly Layer[]): () => void {
  const canvas = document.createElement("canvas");
  canvas.className = "layers";
  canvas.setAttribute("aria-hidden", "true");
  viewer.canvas.append(canvas);
  const context = canvas.getContext("2d");
  const paint = () => {
    const item = viewer.world.getItemAt(0);
    if (!item || context === null) {
      return;
    }
    const { x: width, y: height } = viewer.viewport.getContainerSize();
    const ratio = window.devicePixelRatio;
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    context.scale(ratio, ratio);
    const corner = viewer.viewport.pixelFromPoint(item.imageToViewportCoordinates(0, 0), true);
    const at: Placement = { left: corner.x, top: corner.y, scale: zoomOf(viewer, item), width, height };
    layers.forEach((layer) => layer.paint(context, at));
  };
  viewer.addHandler("update-viewport", paint);
  paint();
  return () => {
    viewer.removeHandler("update-viewport", paint);
    canvas.remove();
  };
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
