// SPDX-License-Identifier: Apache-2.0
// Makes on a server, through its API, what bench/viewer.js looks at: a prediction of a large slide with a tile every 64 µm.
//   node bench/prediction.js http://127.0.0.1:8080 LARGE.tif MODEL.pt TRAINING.tif…
// The server must be allowed to read the folders of the slides (CONTEXTILE_INGEST_ROOTS). Prints the prediction's id.
import { openAsBlob } from "node:fs";
import { basename } from "node:path";

const [address, large, model, ...training] = process.argv.slice(2);
// Coarse and small: as many tiles as at full resolution of a slide this large, read and embedded in a minute.
const tiling = { tileSizePx: 16, mpp: 4, minTissue: 0, minTissueAreaMicrometres2: 0 };

async function ask(method, path, body) {
  const json = body !== undefined && !(body instanceof FormData);
  const answer = await fetch(`${address}/v1${path}`, {
    method,
    ...(json && { headers: { "Content-Type": "application/json" } }),
    ...(body !== undefined && { body: json ? JSON.stringify(body) : body }),
  });
  const text = await answer.text();
  if (!answer.ok) {
    throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  }
  return JSON.parse(text);
}

async function done(job) {
  for (;;) {
    const { state, result, error } = await ask("GET", `/jobs/${job.id}`);
    if (state === "SUCCEEDED") {
      return result;
    }
    if (state === "FAILED" || state === "CANCELLED") {
      throw new Error(`job ${job.id}: ${error?.detail ?? state}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

const ingests = await Promise.all(
  [large, ...training].map((file) => ask("POST", "/slides", { uri: `file://${file}` })),
);
const [slideId, ...slideIds] = (await Promise.all(ingests.map(done))).map((result) => result.slideId);
const form = new FormData();
form.append("file", await openAsBlob(model), basename(model));
form.append("name", "bench");
form.append("inputSizePx", "16");
const { id: modelId } = await ask("POST", "/models", form);
await done(
  await ask("POST", "/jobs/feature-extraction", { modelIds: [modelId], slideIds: [slideId, ...slideIds], tiling }),
);
const cohort = await ask("POST", "/cohorts", {
  name: "bench",
  slides: slideIds.map((id, index) => ({ slideId: id, patient: `P${index}`, label: index % 2 === 0 ? "even" : "odd" })),
});
const { classifierId } = await done(
  await ask("POST", "/jobs/mil-training", {
    name: "bench",
    cohortId: cohort.id,
    modelId,
    tiling,
    protocol: { folds: 2, maxEpochs: 3 },
  }),
);
const { predictionIds } = await done(
  await ask("POST", "/jobs/classification", { classifierId, slideIds: [slideId], heatmap: true }),
);
console.log(predictionIds[0]);
