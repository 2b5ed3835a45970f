// SPDX-License-Identifier: Apache-2.0
import { Suspense, lazy, useMemo, useRef, useState } from "react";
import { Link, useNavigate, useParams, useSearchParams } from "react-router";
import { type Slide, type SlideTiles, address, mayOperate } from "../api/client";
import { said } from "../classifiers/confusion";
import { useCrossValidation } from "../classifiers/queries";
import { percent } from "../format/units";
import { Crop } from "../overlays/Crop";
import { at, most } from "../overlays/attention";
import { tileAt } from "../overlays/lattice";
import { FIRST, type Overlay, readOverlays, writeOverlays } from "../overlays/settings";
import { Fault } from "../shell/Fault";
import { useMe } from "../shell/Shell";
import { useSlide, useTiles } from "../slides/queries";
import type { Controls } from "../slides/Viewer";
import { Amend } from "../things/Amend";
import { Remove } from "../things/Remove";
import { OverlayControls, shortly } from "./OverlayControls";
import { Probabilities, Verdict } from "./parts";
import {
  type Classifier,
  type Heat,
  type Prediction,
  useClassifiers,
  useLabels,
  usePrediction,
  usePredictions,
  useUpkeep,
} from "./queries";
import { useLayers } from "./useLayers";
import { Waiting } from "../things/Waiting";
import "./predictions.css";

const Viewer = lazy(() => import("../slides/Viewer"));

const GALLERY = 20;
const TOP_PX = 96;

export default function PredictionPage() {
  const { predictionId = "" } = useParams();
  const prediction = usePrediction(predictionId);
  const slide = useSlide(prediction.data?.slideId ?? "", prediction.isSuccess);
  const tiles = useTiles(prediction.data?.slideId ?? "", prediction.isSuccess);
  const error = prediction.error ?? slide.error ?? tiles.error;
  if (error !== null) {
    return (
      <>
        <h1>Prediction</h1>
        <Fault error={error} />
        <Link to="/predictions">All predictions</Link>
      </>
    );
  }
  if (prediction.data === undefined || slide.data === undefined || tiles.data === undefined) {
    return <Waiting title="Prediction" className="viewer" />;
  }
  return <Shown key={predictionId} prediction={prediction.data} slide={slide.data} tiles={tiles.data} />;
}

function Shown({ prediction, slide, tiles }: { prediction: Prediction; slide: Slide; tiles: SlideTiles }) {
  const classifiers = useClassifiers();
  const others = usePredictions({ slideId: slide.id });
  const [search, setSearch] = useSearchParams();
  const [outline, setOutline] = useState(false);
  const [controls, setControls] = useState<Controls>();
  const pictures = useRef<HTMLDivElement>(null);
  const [chosen, setChosen] = useState<{ heat: Heat; tile: number }>();
  const classifierOf = (id: string) => classifiers.data?.find((one) => one.id === id);
  const classifier = classifierOf(prediction.classifierId);
  const labels = useLabels(classifier === undefined ? [] : [classifier.cohortId]);
  const known = classifier && labels.get(classifier.cohortId)?.get(slide.id);

  const rivals = (others.data ?? []).filter(({ id, heatmap }) => heatmap && id !== prediction.id);
  const wanted = readOverlays(search);
  const overlays = [...(prediction.heatmap ? [prediction] : []), ...rivals].map(
    ({ id }): Overlay =>
      wanted.find((one) => one.prediction === id) ?? { ...FIRST, prediction: id, shown: id === prediction.id },
  );
  const own = useOverlaysInUse(overlays, prediction.id);
  const { laid, layers } = useLayers(own, chosen);
  const change = (changed: Overlay) =>
    setSearch(
      (before) => {
        const rest = readOverlays(before).filter((one) => one.prediction !== changed.prediction);
        return writeOverlays(before, [...rest, changed]);
      },
      { replace: true },
    );
  const heat = laid.find(({ overlay }) => overlay.prediction === prediction.id)?.heat;
  const pick = (x: number, y: number) => {
    const tile = heat && tileAt(heat.grid, x, y);
    setChosen(heat !== undefined && tile !== undefined ? { heat, tile } : undefined);
  };
  const jump = (tile: number) => {
    if (heat !== undefined) {
      setChosen({ heat, tile });
      const { x, y, side } = heat.tiles;
      const centre = { x: at(x, tile) + side / 2, y: at(y, tile) + side / 2 };
      controls?.look({ ...centre, mpp: (side * slide.mpp) / 200 }, "smoothly");
      pictures.current?.scrollIntoView({ block: "start" });
    }
  };

  return (
    <>
      <div className="title">
        <h1>{slide.name}</h1>
        <Verdict prediction={prediction} known={known} learned={known !== undefined} />
      </div>
      <div className="beside wider" ref={pictures}>
        <Suspense fallback={<div className="viewer ghost" />}>
          <Viewer slide={slide} tiles={tiles} outline={outline} layers={layers} onPick={pick} onReady={setControls} />
        </Suspense>
        <aside className="panel" aria-label="What is predicted and shown">
          <Probabilities prediction={prediction} known={known} />
          {known !== undefined && <HeldOut prediction={prediction} />}
          {chosen !== undefined && heat !== undefined && (
            <Patch heat={heat} tile={chosen.tile} slide={slide} tiles={tiles} close={() => setChosen(undefined)} />
          )}
          {!prediction.heatmap && (
            <p className="quiet">It was asked for without a heatmap. Classify the slide again to have one.</p>
          )}
          {overlays.map((overlay) => {
            const rival = rivals.find(({ id }) => id === overlay.prediction);
            const found = laid.find((one) => one.overlay.prediction === overlay.prediction);
            return (
              <div key={overlay.prediction}>
                <OverlayControls
                  name={nameOf(classifierOf((rival ?? prediction).classifierId), rival ?? prediction)}
                  classes={(rival ?? prediction).probabilities.map(({ label }) => label)}
                  overlay={overlay}
                  most={found?.measured?.most}
                  change={change}
                />
                {found?.error != null && <Fault error={found.error} />}
                {rival !== undefined && (
                  <Link className="small" to={`/compare?left=${prediction.id}&right=${rival.id}`}>
                    Side by side
                  </Link>
                )}
              </div>
            );
          })}
          <label>
            <input type="checkbox" checked={outline} onChange={(event) => setOutline(event.target.checked)} /> Tissue
            outline
          </label>
        </aside>
      </div>
      {heat !== undefined && <Gallery heat={heat} tiles={tiles} chosen={chosen?.tile} jump={jump} />}
      <Sources prediction={prediction} classifier={classifier} slide={slide} />
    </>
  );
}

/** What the fold said of a slide from which the classifier learned: that alone tells how well it does. */
function HeldOut({ prediction }: { prediction: Prediction }) {
  const { outOfFold } = useCrossValidation(prediction.classifierId);
  const { classes = [], items = [] } = outOfFold.data ?? {};
  const item = items.find(({ slideId }) => slideId === prediction.slideId);
  if (item === undefined) {
    return null;
  }
  const label = said(classes, item.probabilities);
  return (
    <p className="held-out">
      The classifier learned from this slide. Held out, in fold {item.fold}, it was taken for <strong>{label}</strong>{" "}
      <span className="figure">{percent(Math.max(...item.probabilities))}</span>.
    </p>
  );
}

/** The overlays whose numbers are needed: the prediction's own, for its patches, and those shown. */
function useOverlaysInUse(overlays: readonly Overlay[], own: string): Overlay[] {
  return useMemo(() => overlays.filter(({ prediction, shown }) => shown || prediction === own), [overlays, own]);
}

function nameOf(classifier: Classifier | undefined, prediction: Prediction): string {
  return `${classifier?.name ?? "Classifier"}: ${prediction.label}`;
}

function Patch(props: { heat: Heat; tile: number; slide: Slide; tiles: SlideTiles; close: () => void }) {
  const { heat, tile, slide, tiles, close } = props;
  const { tiles: told } = heat;
  const [x, y] = [at(told.x, tile), at(told.y, tile)];
  return (
    <section className="patch" aria-label="The chosen tile">
      <Crop tiles={tiles} square={{ x, y, side: told.side }} px={168} label={`The tile at ${x}, ${y} px`} />
      <dl className="small">
        <dt>Corner</dt>
        <dd className="figure">
          {x.toLocaleString("en")}, {y.toLocaleString("en")} px
          <br />
          {millimetres(x * slide.mpp)}, {millimetres(y * slide.mpp)} mm
        </dd>
        <dt>Side</dt>
        <dd className="figure">
          {told.side} px · {Math.round(told.side * slide.mpp)} µm
        </dd>
        <dt>Attention</dt>
        <dd className="figure">
          {shortly(at(told.attention, tile))}, more than {Math.floor(at(told.percentile, tile) * 100)} % of the tiles
        </dd>
        <dt>Score of this tile alone</dt>
        {told.scores.map(({ label, values }) => (
          <dd key={label} className="figure">
            {label} {shortly(at(values, tile))}
          </dd>
        ))}
      </dl>
      <button type="button" onClick={close}>
        Close
      </button>
    </section>
  );
}

function millimetres(micrometres: number): string {
  return (micrometres / 1000).toFixed(2);
}

function Gallery(props: { heat: Heat; tiles: SlideTiles; chosen: number | undefined; jump: (tile: number) => void }) {
  const { heat, tiles, chosen, jump } = props;
  const { tiles: told } = heat;
  const top = useMemo(() => most(told, GALLERY), [told]);
  return (
    <section>
      <h2>Most attended tiles</h2>
      <ol className="gallery">
        {top.map((tile, index) => {
          const square = { x: at(told.x, tile), y: at(told.y, tile), side: told.side };
          return (
            <li key={tile}>
              <button type="button" aria-pressed={tile === chosen} onClick={() => jump(tile)}>
                <Crop tiles={tiles} square={square} px={TOP_PX} label={`Tile ${index + 1} by attention`} />
                <span className="figure small">{shortly(at(told.attention, tile))}</span>
              </button>
            </li>
          );
        })}
      </ol>
    </section>
  );
}

function Sources(props: { prediction: Prediction; classifier: Classifier | undefined; slide: Slide }) {
  const { prediction, classifier, slide } = props;
  const me = useMe();
  const upkeep = useUpkeep(prediction.id);
  const navigate = useNavigate();
  const file = address(`/v1/predictions/${prediction.id}`);
  return (
    <section>
      <h2>Where it comes from</h2>
      <p className="links">
        <Link to={`/slides/${slide.id}`}>Slide</Link>
        <Link to={`/classifiers/${prediction.classifierId}`}>Classifier {classifier?.name}</Link>
        {prediction.jobId !== undefined && <Link to={`/jobs/${prediction.jobId}`}>Job</Link>}
        <span className="quiet figure">
          {prediction.tileCount.toLocaleString("en")} tiles · {new Date(prediction.createdAt).toLocaleString()}
          {prediction.createdBy !== undefined && ` · ${prediction.createdBy}`}
        </span>
      </p>
      {prediction.heatmap && (
        <p className="links">
          <a href={`${file}/heatmap.png`} download>
            Heatmap (PNG)
          </a>
          <a href={`${file}/heatmap.geojson`} download>
            Tiles (GeoJSON, for QuPath)
          </a>
          <a href={`${file}/attention.csv`} download>
            Numbers (CSV)
          </a>
        </p>
      )}
      {prediction.notes !== undefined && <p>{prediction.notes}</p>}
      {me.data !== undefined && mayOperate(me.data) && (
        <div className="links">
          <Amend what="This prediction" notes={prediction.notes} save={upkeep.amend} />
          <Remove
            what="this prediction"
            remove={upkeep.remove}
            gone={() => void navigate("/predictions", { replace: true })}
          />
        </div>
      )}
    </section>
  );
}
