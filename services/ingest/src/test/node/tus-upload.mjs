// SPDX-License-Identifier: Apache-2.0
// Sends a file with tus-js-client in parallel parts: node tus-upload.mjs ENDPOINT FILE PARTS [override]
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { Upload } from 'tus-js-client';

const [endpoint, file, parts, override] = process.argv.slice(2);
const upload = new Upload(createReadStream(file), {
  endpoint,
  parallelUploads: Number(parts),
  chunkSize: 1 << 20,
  overridePatchMethod: override === 'override',
  metadata: { filename: basename(file), filetype: 'image/tiff' },
  metadataForPartialUploads: { filename: 'part' },
  onError: (error) => {
    console.error(String(error));
    process.exitCode = 1;
  },
  onSuccess: () => console.log(upload.url),
});
upload.start();
