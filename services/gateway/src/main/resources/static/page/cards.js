// SPDX-License-Identifier: Apache-2.0
import { nameOf, showPicture } from "./api.js";
import { element, facts, score, short, time, whole } from "./element.js";

function named(resource, id) {
  const text = element("span", {}, "…");
  nameOf(resource, id).then((name) => { text.textContent = name; });
  return text;
}

function glass(slideId, alt) {
  const thumbnail = element("img", { alt });
  showPicture(thumbnail, `slides/${slideId}/thumbnail.jpeg`);
  return element("div", { className: "glass" }, thumbnail);
}

export function slideCard(slide) {
  const size = `${whole(slide.widthPx)} × ${whole(slide.heightPx)} px`;
  return element("article", { className: "card" },
    glass(slide.id, `Thumbnail of ${slide.name}`),
    element("div", { className: "body" },
      element("h3", {}, slide.name),
      element("p", { className: "faint" }, `${size} · ${slide.mpp.toFixed(3)} µm/px`),
      slide.tileCount === undefined ? null
        : element("p", { className: "faint" }, `${whole(slide.tileCount)} tissue tiles`),
      ...(slide.warnings ?? []).map((text) => element("p", { className: "warning" }, text))));
}

export function modelRow(model) {
  const { lineage } = model;
  return element("article", { className: "row" },
    element("div", {},
      element("h3", {}, model.name),
      element("p", { className: "faint" }, model.origin.replace("_", "-").toLowerCase())),
    facts([
      ["features", whole(model.featureDim)],
      ["parameters", short(model.parameterCount)],
      ["tile", `${model.inputSizePx} px`],
      ["architecture", model.architecture],
      ["student", lineage ? named("models", lineage.studentId) : undefined],
      ["teacher", lineage ? named("models", lineage.teacherId) : undefined],
    ]),
    element("p", { className: "faint" }, time(model.createdAt)));
}

function foldTable(folds) {
  const head = ["Fold", "AUROC", "Accuracy", "Balanced", "Epoch", "Train", "Test"];
  const cells = (fold) => [fold.fold, score(fold.auroc) ?? "–", score(fold.accuracy) ?? "–",
    score(fold.balancedAccuracy) ?? "–", fold.bestEpoch ?? "–", fold.trainingSlideCount, fold.testSlideCount];
  return element("details", {},
    element("summary", {}, `${folds.length} folds`),
    element("table", {},
      element("thead", {}, element("tr", {}, ...head.map((text) => element("th", { scope: "col" }, text)))),
      element("tbody", {}, ...folds.map((fold) =>
        element("tr", {}, ...cells(fold).map((text) => element("td", {}, String(text))))))));
}

function intervalText({ level, low, high, degenerate }) {
  return degenerate
    ? `AUROC; the ${Math.round(level * 100)} % interval is degenerate: every resample gives ${score(low)}`
    : `AUROC, ${Math.round(level * 100)} %: ${score(low)} to ${score(high)}`;
}

export function classifierRow(classifier) {
  const interval = classifier.aurocConfidence;
  return element("article", { className: "row" },
    element("div", {},
      element("h3", {}, classifier.name),
      element("p", { className: "faint" }, classifier.classes.join(" · "))),
    element("div", {},
      facts([
        ["model", named("models", classifier.modelId)],
        ["cohort", named("cohorts", classifier.cohortId)],
        ["accuracy", score(classifier.meanAccuracy)],
        ["parameters", short(classifier.parameterCount)],
      ]),
      foldTable(classifier.folds),
      ...(classifier.warnings ?? []).map((text) => element("p", { className: "warning" }, text))),
    element("div", {},
      element("p", { className: "score" }, score(classifier.meanAuroc) ?? "–"),
      element("p", { className: "faint" }, interval
        ? intervalText(interval)
        : "mean AUROC")));
}

export function predictionCard(prediction) {
  const picture = glass(prediction.slideId, "Thumbnail of the slide");
  if (prediction.heatmap) {
    const heatmap = element("img", { className: "heatmap", alt: "Heatmap of attention over the slide" });
    showPicture(heatmap, `predictions/${prediction.id}/heatmap.png`);
    picture.append(heatmap);
  }
  const bars = prediction.probabilities.map(({ label, probability }) =>
    element("div", { className: "bar" },
      element("span", {}, label),
      element("meter", { min: 0, max: 1, value: probability, "aria-label": `Probability of ${label}` }),
      element("span", {}, `${(probability * 100).toFixed(1)} %`)));
  return element("article", { className: "card" }, picture,
    element("div", { className: "body" },
      element("h3", {}, named("slides", prediction.slideId)),
      element("p", { className: "faint" }, named("classifiers", prediction.classifierId), ` · ${prediction.label}`),
      element("div", { className: "bars" }, ...bars)));
}
