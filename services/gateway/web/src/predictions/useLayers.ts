// SPDX-License-Identifier: Apache-2.0
import { useMemo } from "react";
import { frame, heat } from "../overlays/heat";
import type { Layer } from "../overlays/layer";
import { type Measured, type Overlay, measured } from "../overlays/settings";
import { at } from "../overlays/attention";
import { type Heat, useHeats } from "./queries";

export interface Laid {
  readonly overlay: Overlay;
  readonly heat: Heat | undefined;
  readonly measured: Measured | undefined;
  readonly error: Error | null;
}

/** The overlays with their numbers, and what paints those that are shown; a chosen tile of `heat` has a frame. */
export function useLayers(overlays: readonly Overlay[], chosen?: { heat: Heat; tile: number }) {
  const found = useHeats(overlays.map(({ prediction }) => prediction));
  const key = JSON.stringify(overlays);
  const ready = found.map(({ data }) => data?.prediction.id ?? "").join();
  const laid = useMemo(
    () =>
      overlays.map((overlay, index): Laid => {
        const data = found[index]?.data;
        return {
          overlay,
          heat: data,
          measured: data && measured(data.tiles, overlay.measure),
          error: found[index]?.error ?? null,
        };
      }),
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the two say all that counts of overlays and found
    [key, ready],
  );
  const layers = useMemo(
    () =>
      laid.flatMap(({ overlay, heat: data, measured: values }) => {
        const layer = overlay.shown && data && values && heat(data.tiles, data.grid, values.values, overlay);
        return layer ? [layer] : [];
      }),
    [laid],
  );
  const all = useMemo((): Layer[] => {
    if (chosen === undefined) {
      return layers;
    }
    const { tiles } = chosen.heat;
    return [...layers, frame(at(tiles.x, chosen.tile), at(tiles.y, chosen.tile), tiles.side)];
  }, [layers, chosen]);
  return { laid, layers: all };
}
