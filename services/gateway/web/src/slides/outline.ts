// SPDX-License-Identifier: Apache-2.0
import OpenSeadragon from "openseadragon";
import { type Slide, api, given } from "../api/client";

/** Lays the outline of the tissue over the slide; the answer takes it off again. */
export function addOutline(viewer: OpenSeadragon.Viewer, slide: Slide): () => void {
  let gone = false;
  const drawing = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  drawing.setAttribute("viewBox", `0 0 ${slide.widthPx} ${slide.heightPx}`);
  drawing.setAttribute("class", "outline");
  drawing.setAttribute("aria-hidden", "true");
  void load(slide.id).then((path) => {
    if (gone) {
      return;
    }
    const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
    line.setAttribute("d", path);
    line.setAttribute("vector-effect", "non-scaling-stroke");
    drawing.append(line);
    const item = viewer.world.getItemAt(0);
    viewer.addOverlay({ element: drawing as unknown as HTMLElement, location: item.getBounds() });
  }, console.warn);
  return () => {
    gone = true;
    viewer.removeOverlay(drawing as unknown as HTMLElement);
  };
}

async function load(slideId: string): Promise<string> {
  const found = given(
    await api.GET("/v1/slides/{slideId}/tissue-outline.geojson", { params: { path: { slideId } } }),
  ) as unknown as GeoJson;
  return found.features
    .flatMap((feature) => rings(feature.geometry))
    .map(toPath)
    .join("");
}

type Ring = readonly (readonly number[])[];
interface GeoJson {
  features: { geometry: { type: string; coordinates: unknown } }[];
}

function rings(geometry: GeoJson["features"][number]["geometry"]): Ring[] {
  switch (geometry.type) {
    case "Polygon":
      return geometry.coordinates as Ring[];
    case "MultiPolygon":
      return (geometry.coordinates as Ring[][]).flat();
    default:
      return [];
  }
}

function toPath(ring: Ring): string {
  return `M${ring.map(([x, y]) => `${x},${y}`).join("L")}Z`;
}
