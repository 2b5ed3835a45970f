// SPDX-License-Identifier: Apache-2.0
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { type components, api, given, mayOperate } from "../api/client";
import { bytes, percent } from "../format/units";
import { Fault } from "../shell/Fault";
import { useMe } from "../shell/Shell";
import { useExampleSlides } from "./example";
import { SendingRow } from "./SendingRow";
import { add, useSendings } from "./uploads";

/** Takes files in, by drop or by choice, and shows how far each is. A dropped file that began before goes on. */
export function UploadBox({ wide }: { wide: boolean }) {
  const me = useMe();
  const sendings = useSendings();
  const [over, setOver] = useState(false);
  const chooser = useRef<HTMLInputElement>(null);
  if (me.data === undefined || !mayOperate(me.data)) {
    return null;
  }
  return (
    <section
      className={`drop${over ? " over" : ""}${wide ? " wide" : ""}`}
      aria-label="Upload"
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        add([...event.dataTransfer.files]);
      }}
    >
      {wide && (
        <p className="lead">
          No slides yet. Bring in the first ones: each is read, and its tissue found, as soon as it has arrived.
        </p>
      )}
      <div className="ask">
        <button type="button" className={wide ? "main" : ""} onClick={() => chooser.current?.click()}>
          Choose slides
        </button>
        <span className="quiet">or drop them here: SVS, TIFF, NDPI, PNG, JPEG; DICOM and MRXS as a zip</span>
      </div>
      {wide && <Example />}
      <input
        ref={chooser}
        type="file"
        multiple
        hidden
        aria-label="Slides to upload"
        onChange={(event) => {
          add([...(event.target.files ?? [])]);
          event.target.value = "";
        }}
      />
      {sendings.length > 0 && (
        <ul className="rows">
          {sendings.map((sending) => (
            <SendingRow key={sending.key} sending={sending} />
          ))}
        </ul>
      )}
      <Unfinished mine={new Set(sendings.map(({ file }) => file.name))} choose={() => chooser.current?.click()} />
    </section>
  );
}

/** For whoever has no slides at hand. */
function Example() {
  const example = useExampleSlides();
  return (
    <>
      <div className="ask">
        <button type="button" disabled={example.isPending} onClick={() => example.mutate()}>
          {example.isPending ? "Rendering the example slides" : "Take the example slides"}
        </button>
        <span className="quiet">twelve synthetic sections, half of them with tumour, to try everything with</span>
      </div>
      {example.isError && <Fault error={example.error} />}
    </>
  );
}

type Unfinished = components["schemas"]["Upload"];

/** What was begun before the page was loaded, here or elsewhere, and waits for its file. */
function Unfinished({ mine, choose }: { mine: ReadonlySet<string>; choose: () => void }) {
  const uploads = useQuery({
    queryKey: ["uploads"],
    queryFn: async () => given(await api.GET("/v1/uploads", { params: { query: { pageSize: 20 } } })),
  });
  const waiting = (uploads.data?.items ?? []).filter(
    ({ complete, partial, fileName }) => !complete && !partial && !mine.has(fileName ?? ""),
  );
  if (waiting.length === 0) {
    return null;
  }
  return (
    <ul className="rows" aria-label="Unfinished uploads">
      {waiting.map((upload) => (
        <UnfinishedRow key={upload.id} upload={upload} choose={choose} />
      ))}
    </ul>
  );
}

function UnfinishedRow({ upload, choose }: { upload: Unfinished; choose: () => void }) {
  const queries = useQueryClient();
  const discard = useMutation({
    mutationFn: async () =>
      given(await api.DELETE("/v1/uploads/{uploadId}", { params: { path: { uploadId: upload.id }, header: TUS } })),
    onSettled: () => queries.invalidateQueries({ queryKey: ["uploads"] }),
  });
  const name = upload.fileName ?? "A file";
  return (
    <li>
      <span className="name">{name}</span>
      <span className="quiet figure">
        {upload.lengthBytes === undefined
          ? `${bytes(upload.offsetBytes)} have arrived`
          : `${percent(upload.offsetBytes / upload.lengthBytes)} of ${bytes(upload.lengthBytes)} have arrived`}
      </span>
      <button type="button" onClick={choose}>
        Choose it again to go on
      </button>
      <button type="button" aria-label={`Discard ${name}`} onClick={() => discard.mutate()}>
        Discard
      </button>
      {discard.isError && <Fault error={discard.error} />}
    </li>
  );
}

const TUS = { "Tus-Resumable": "1.0.0" } as const;
