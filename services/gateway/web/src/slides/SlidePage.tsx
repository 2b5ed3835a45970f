// SPDX-License-Identifier: Apache-2.0
import { useQueryClient } from "@tanstack/react-query";
import { Suspense, lazy, useMemo, useState } from "react";
import { Link, useNavigate, useParams } from "react-router";
import { type Slide, type SlideTiles, api, given, mayOperate } from "../api/client";
import { SlidePredictions } from "../predictions/SlidePredictions";
import { Fault } from "../shell/Fault";
import { useMe } from "../shell/Shell";
import { Amend } from "../things/Amend";
import { Remove } from "../things/Remove";
import { Place } from "./Place";
import { SlideFacts } from "./SlideFacts";
import { type Grid, type Tile, gridLayer, tileAt, toGrid } from "./grid";
import { keepSlide, useSlide, useTiles, useTilings } from "./queries";

const Viewer = lazy(() => import("./Viewer"));

export function SlidePage() {
  const { slideId = "" } = useParams();
  const slide = useSlide(slideId);
  const tiles = useTiles(slideId);
  if (slide.isError) {
    return (
      <>
        <h1>Slide</h1>
        <Fault error={slide.error} />
        <Link to="/slides">All slides</Link>
      </>
    );
  }
  return (
    <>
      <div className="title">
        <h1>{slide.data?.name ?? "Slide"}</h1>
        {slide.data !== undefined && <Upkeep slide={slide.data} />}
      </div>
      {slide.data !== undefined && tiles.data !== undefined ? (
        <Shown key={slideId} slide={slide.data} tiles={tiles.data} />
      ) : (
        <div className="beside">
          {tiles.isError ? <Fault error={tiles.error} /> : <div className="viewer ghost" />}
          <aside className="facts">{slide.data !== undefined && <SlideFacts slide={slide.data} />}</aside>
        </div>
      )}
    </>
  );
}

function Shown({ slide, tiles }: { slide: Slide; tiles: SlideTiles }) {
  const tilings = useTilings(slide.id);
  const [outline, setOutline] = useState(true);
  const [lines, setLines] = useState(false);
  const [chosen, setChosen] = useState<Tile>();
  const newest = tilings.data?.items[0];
  const grid = useMemo(() => newest && toGrid(newest, slide.mpp), [newest, slide.mpp]);
  const layers = useMemo(() => [gridLayer(lines ? grid : undefined, chosen)], [lines, grid, chosen]);
  return (
    <div className="beside">
      <div>
        <Suspense fallback={<div className="viewer ghost" />}>
          <Viewer
            slide={slide}
            tiles={tiles}
            outline={outline}
            layers={layers}
            onPick={(x, y) => setChosen(around(slide, grid, x, y))}
          />
        </Suspense>
        <div className="under">
          <Choice label="Tissue outline" on={outline} turn={setOutline} />
          <Choice label="Tile grid" on={lines} turn={setLines} />
          {newest !== undefined && (
            <span className="quiet figure">
              {newest.tileCount?.toLocaleString("en")} tissue tiles of {newest.spec.tileSizePx ?? 224} px at{" "}
              {newest.spec.mpp ?? 0.5} µm/px
            </span>
          )}
        </div>
      </div>
      <aside className="facts">
        <Place slide={slide} tiles={tiles} tile={chosen} />
        <SlidePredictions slideId={slide.id} />
        <SlideFacts slide={slide} />
      </aside>
    </div>
  );
}

/** The tile at a place, or what one would be there; nothing beside the slide. */
function around(slide: Slide, grid: Grid | undefined, x: number, y: number): Tile | undefined {
  if (x < 0 || y < 0 || x >= slide.widthPx || y >= slide.heightPx) {
    return undefined;
  }
  const side = 112 / slide.mpp;
  return (grid && tileAt(grid, x, y)) ?? { column: -1, row: -1, x: x - side / 2, y: y - side / 2, side };
}

function Choice({ label, on, turn }: { label: string; on: boolean; turn: (on: boolean) => void }) {
  return (
    <label>
      <input type="checkbox" checked={on} onChange={(event) => turn(event.target.checked)} /> {label}
    </label>
  );
}

function Upkeep({ slide }: { slide: Slide }) {
  const me = useMe();
  const queries = useQueryClient();
  const navigate = useNavigate();
  if (me.data === undefined || !mayOperate(me.data)) {
    return null;
  }
  const path = { slideId: slide.id };
  return (
    <div className="commands">
      <Amend
        what="Slide"
        name={slide.name}
        notes={slide.notes}
        save={async (body) =>
          keepSlide(
            queries,
            given(
              await api.PATCH("/v1/slides/{slideId}", {
                params: { path },
                body,
                headers: { "Content-Type": "application/merge-patch+json" },
              }),
            ),
          )
        }
      />
      <Remove
        what={slide.name}
        remove={async (cascade) =>
          given(await api.DELETE("/v1/slides/{slideId}", { params: { path, query: { cascade } } }))
        }
        gone={() => {
          void queries.invalidateQueries({ queryKey: ["slides", "all"] });
          void navigate("/slides");
        }}
      />
    </div>
  );
}
