// SPDX-License-Identifier: Apache-2.0
import { useRef, useState } from "react";
import { Link } from "react-router";
import { mayOperate } from "../api/client";
import { bytes, duration, percent } from "../format/units";
import { ProblemNote } from "../shell/Fault";
import { useMe } from "../shell/Shell";
import { type Sending, useUploads } from "./uploads";

/** Takes files in, by drop or by choice, and shows how far each is. A dropped file that began before goes on. */
export function UploadBox() {
  const me = useMe();
  const { sendings, add, pause, resume, drop } = useUploads();
  const [over, setOver] = useState(false);
  const chooser = useRef<HTMLInputElement>(null);
  if (me.data === undefined || !mayOperate(me.data)) {
    return null;
  }
  return (
    <section
      className={over ? "drop over" : "drop"}
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
      <p>
        Drop slides here or{" "}
        <button type="button" onClick={() => chooser.current?.click()}>
          choose files
        </button>
        <span className="quiet"> An upload that was cut off goes on when you choose its file again.</span>
      </p>
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
            <Row
              key={sending.key}
              sending={sending}
              pause={() => pause(sending.key)}
              resume={() => resume(sending.key)}
              drop={() => drop(sending.key)}
            />
          ))}
        </ul>
      )}
    </section>
  );
}

function Row(props: { sending: Sending; pause: () => void; resume: () => void; drop: () => void }) {
  const { sending, pause, resume, drop } = props;
  const { file, sent, state } = sending;
  return (
    <li>
      <span className="name">{file.name}</span>
      <progress max={Math.max(1, file.size)} value={sent} aria-label={`Upload of ${file.name}`} />
      <span className="quiet figure">{told(sending)}</span>
      {state === "sending" && (
        <button type="button" onClick={pause}>
          Pause
        </button>
      )}
      {(state === "paused" || state === "failed") && (
        <button type="button" onClick={resume}>
          {state === "paused" ? "Resume" : "Try again"}
        </button>
      )}
      {sending.jobId !== undefined && <Link to={`/jobs/${sending.jobId}`}>Job</Link>}
      {state !== "sending" && (
        <button type="button" onClick={drop} aria-label={`Take ${file.name} off the list`}>
          ×
        </button>
      )}
      {sending.problem !== undefined && <ProblemNote problem={sending.problem} />}
    </li>
  );
}

function told({ file, sent, state, bytesPerSecond }: Sending): string {
  const far = `${bytes(sent)} of ${bytes(file.size)}`;
  switch (state) {
    case "sending":
      return bytesPerSecond > 0
        ? `${far} · ${bytes(bytesPerSecond)}/s · ${duration((file.size - sent) / bytesPerSecond)} left`
        : far;
    case "paused":
      return `Paused at ${percent(sent / Math.max(1, file.size))}`;
    case "failed":
      return `Stopped at ${far}`;
    case "sent":
      return `${bytes(file.size)} sent, being read`;
  }
}
