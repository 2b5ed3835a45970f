// SPDX-License-Identifier: Apache-2.0
// From slides to a feature file by the client that hey-api generates. Called with the server's address, a key, and two
// slides.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import {
  appendToUpload,
  createCohort,
  createModel,
  createSlide,
  createUpload,
  followJob,
  getFeatureFile,
  getFeatureSet,
  getJob,
  getMe,
  getSlide,
  listSlides,
  submitFeatureExtraction,
} from './client/index.js';
import { client } from './client/client.gen.js';
import { formDataBodySerializer } from './client/core/bodySerializer.gen.js';
import type { CreateSlideData, Job } from './client/types.gen.js';

const [address, key, first, second] = process.argv.slice(2) as [string, string, string, string];
const TUS = '1.0.0' as const;

client.setConfig({ baseUrl: address, auth: key, throwOnError: true });

async function ended(submitted: Job): Promise<Job> {
  let job = submitted;
  while (!['SUCCEEDED', 'FAILED', 'CANCELLED'].includes(job.state)) {
    job = (await getJob({ path: { jobId: job.id }, headers: { Prefer: 'wait=10' }, throwOnError: true })).data;
  }
  assert.equal(job.state, 'SUCCEEDED', JSON.stringify(job.error));
  return job;
}

async function slideOf(submitted: Job): Promise<string> {
  const slide = (await ended(submitted)).result?.slideId;
  assert.ok(slide);
  return slide;
}

const me = await getMe({ throwOnError: true });
assert.equal(me.data.workspace, 'tests');

// The generator writes the JSON of operations that take a form as well: the form is asked for.
const form = await createSlide({
  ...formDataBodySerializer,
  body: { file: new File([new Uint8Array(await readFile(first))], basename(first)), name: 'first of typescript' } as CreateSlideData['body'],
  headers: { 'Content-Type': null } as unknown as CreateSlideData['headers'],
  throwOnError: true,
});
const slide = await slideOf(form.data);

const bytes = new Uint8Array(await readFile(second));
const upload = await createUpload({
  headers: { 'Tus-Resumable': TUS, 'Upload-Length': bytes.length },
  throwOnError: true,
});
const uploadId = upload.response.headers.get('Location')?.split('/').pop();
assert.ok(uploadId);
await appendToUpload({
  path: { uploadId },
  headers: { 'Tus-Resumable': TUS, 'Upload-Offset': 0 },
  body: new Blob([bytes]),
  bodySerializer: null,
  throwOnError: true,
});
const imported = await createSlide({ body: { upload: uploadId, name: 'second of typescript' }, throwOnError: true });
const other = await slideOf(imported.data);

assert.ok((await getSlide({ path: { slideId: slide }, throwOnError: true })).data.widthPx > 0);
const named = await listSlides({ query: { name: 'first of typescript' }, throwOnError: true });
assert.deepEqual(named.data.items.map((it) => it.id), [slide]);

const cohort = await createCohort({
  body: {
    name: 'cohort of typescript',
    slides: [
      { slideId: slide, patient: 'A', label: 'normal' },
      { slideId: other, patient: 'B', label: 'tumour' },
    ],
  },
  throwOnError: true,
});

const model = await createModel({
  body: { name: 'model of typescript', architecture: 'resnet-small', featureDim: 16, inputSizePx: 112 },
  throwOnError: true,
});
assert.ok('featureDim' in model.data);

const submitted = await submitFeatureExtraction({
  body: { modelIds: [model.data.id], cohortId: cohort.data.id, tiling: { tileSizePx: 112, mpp: 0.5 } },
  throwOnError: true,
});
const job = await ended(submitted.data);

let states = 0;
const events = await followJob({ path: { jobId: job.id }, sseMaxRetryAttempts: 1 });
for await (const event of events.stream) {
  assert.ok(typeof event === 'object');
  states += event.type === 'state' ? 1 : 0;
}
assert.ok(states > 0);

for (const featureSetId of job.result?.featureSetIds ?? []) {
  const features = await getFeatureSet({ path: { featureSetId }, throwOnError: true });
  assert.ok(features.data.tileCount > 0);
  const file = await getFeatureFile({ path: { featureSetId }, parseAs: 'arrayBuffer', throwOnError: true });
  const data = Buffer.from(file.data as unknown as ArrayBuffer);
  assert.equal(data.subarray(1, 4).toString(), 'HDF');
}

const refused = await createCohort({ body: { name: 'x'.repeat(201), slides: [] }, throwOnError: false });
assert.equal(refused.response?.status, 400);
assert.ok(refused.error && 'pointer' in refused.error);
console.log('walked');
