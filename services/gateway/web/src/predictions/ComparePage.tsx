// SPDX-License-Identifier: Apache-2.0
import { Suspense, lazy, useEffect, useRef, useState } from "react";
import { Link, useSearchParams } from "react-router";
import { FIRST, type Overlay, readOverlays, writeOverlays } from "../overlays/settings";
import { Fault } from "../shell/Fault";
import { useSlide, useTiles } from "../slides/queries";
import type { Controls } from "../slides/Viewer";
import { type View, readView, writeView } from "../slides/view";
import { OverlayControls } from "./OverlayControls";
import { Verdict } from "./parts";
import { useClassifiers, useLabels, usePrediction } from "./queries";
import { type SlideView, follow } from "./follow";
import { useLayers } from "./useLayers";
import "./predictions.css";

const Viewer = lazy(() => import("../slides/Viewer"));

const SIDES = ["left", "right"] as const;
type Side = (typeof SIDES)[number];
const WRITE_MS = 250;

/** Two predictions, of one slide or of two, that are moved together. */
export default function ComparePage() {
  const [address, setAddress] = useSearchParams();
  const [together, setTogether] = useState(true);
  const controls = useRef<Partial<Record<Side, Controls>>>({});
  const views = useRef<Partial<Record<Side, SlideView>>>({});
  const leader = useRef<Side>("left");
  const write = useRef<ReturnType<typeof setTimeout>>(undefined);
  const setter = useRef(setAddress);
  useEffect(() => {
    setter.current = setAddress;
  });
  useEffect(() => () => clearTimeout(write.current), []);

  const moved = (side: Side, view: SlideView) => {
    const before = views.current[side];
    views.current[side] = view;
    if (together && side === leader.current && before !== undefined) {
      const other = side === "left" ? "right" : "left";
      const there = views.current[other];
      if (there !== undefined) {
        controls.current[other]?.look(follow(before, view, there), "at once");
      }
    }
    clearTimeout(write.current);
    write.current = setTimeout(() => {
      setter.current(
        (old) =>
          SIDES.reduce((made, one) => {
            const at = views.current[one];
            return at === undefined ? made : writeView(made, at, one);
          }, old),
        { replace: true },
      );
    }, WRITE_MS);
  };
  const ids = SIDES.map((side) => address.get(side));
  if (ids.some((id) => id === null)) {
    return (
      <>
        <h1>Side by side</h1>
        <p className="empty">
          Tick two of the <Link to="/predictions">predictions</Link> to see them here.
        </p>
      </>
    );
  }
  return (
    <>
      <div className="title">
        <h1>Side by side</h1>
        <label>
          <input type="checkbox" checked={together} onChange={(event) => setTogether(event.target.checked)} /> Move
          together
        </label>
      </div>
      <div className="halves">
        {SIDES.map((side, index) => (
          <div
            key={side}
            className="half"
            onPointerDownCapture={() => (leader.current = side)}
            onWheelCapture={() => (leader.current = side)}
            onKeyDownCapture={() => (leader.current = side)}
          >
            <Half
              key={ids[index]}
              predictionId={ids[index] ?? ""}
              first={readView(address, side)}
              moved={(view) => moved(side, view)}
              ready={(ready) => {
                controls.current[side] = ready;
              }}
            />
          </div>
        ))}
      </div>
    </>
  );
}

function Half(props: {
  predictionId: string;
  first: View | undefined;
  moved: (view: SlideView) => void;
  ready: (controls: Controls | undefined) => void;
}) {
  const { predictionId, first, moved, ready } = props;
  const prediction = usePrediction(predictionId);
  const slide = useSlide(prediction.data?.slideId ?? "", prediction.isSuccess);
  const tiles = useTiles(prediction.data?.slideId ?? "", prediction.isSuccess);
  const classifiers = useClassifiers();
  const classifier = classifiers.data?.find(({ id }) => id === prediction.data?.classifierId);
  const labels = useLabels(classifier === undefined ? [] : [classifier.cohortId]);
  const [address, setAddress] = useSearchParams();
  const overlay = readOverlays(address).find((one) => one.prediction === predictionId) ?? {
    ...FIRST,
    prediction: predictionId,
  };
  const { laid, layers } = useLayers(prediction.data?.heatmap === true ? [overlay] : []);
  const change = (changed: Overlay) =>
    setAddress(
      (before) => {
        const rest = readOverlays(before).filter((one) => one.prediction !== predictionId);
        return writeOverlays(before, [...rest, changed]);
      },
      { replace: true },
    );
  const error = prediction.error ?? slide.error ?? tiles.error ?? laid[0]?.error ?? null;
  if (error !== null) {
    return <Fault error={error} />;
  }
  if (prediction.data === undefined || slide.data === undefined || tiles.data === undefined) {
    return <div className="viewer ghost" />;
  }
  const known = classifier && labels.get(classifier.cohortId)?.get(slide.data.id);
  return (
    <>
      <h2>
        <Link to={`/predictions/${predictionId}`}>{slide.data.name}</Link>
      </h2>
      <p>
        <Verdict prediction={prediction.data} known={known} />
        {classifier !== undefined && <span className="quiet"> by {classifier.name}</span>}
      </p>
      <Suspense fallback={<div className="viewer ghost" />}>
        <Viewer
          slide={slide.data}
          tiles={tiles.data}
          outline={false}
          layers={layers}
          {...(first === undefined ? {} : { first })}
          onView={(view) => moved({ ...view, slideMpp: slide.data.mpp })}
          onReady={ready}
        />
      </Suspense>
      {prediction.data.heatmap ? (
        <OverlayControls
          name="Heatmap"
          classes={prediction.data.probabilities.map(({ label }) => label)}
          overlay={overlay}
          most={laid[0]?.measured?.most}
          change={change}
        />
      ) : (
        <p className="quiet">It has no heatmap.</p>
      )}
    </>
  );
}
