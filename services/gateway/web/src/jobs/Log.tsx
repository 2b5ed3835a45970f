// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from "react";
import { type JobEvent, address } from "../api/client";

const LINES = 2000;

/** A job's log from its beginning, as it grows. */
export function Log({ jobId }: { jobId: string }) {
  const [lines, setLines] = useState<JobEvent[]>([]);
  useEffect(() => {
    const source = new EventSource(address(`/v1/jobs/${jobId}/events`));
    source.addEventListener("log", (message: MessageEvent<string>) => {
      const event = JSON.parse(message.data) as JobEvent;
      // After a broken connection some may come again.
      setLines((all) => (all.some(({ id }) => id === event.id) ? all : [...all, event].slice(-LINES)));
    });
    return () => source.close();
  }, [jobId]);
  if (lines.length === 0) {
    return null;
  }
  return (
    <section>
      <h2 id="log">Log</h2>
      <div className="log" role="log" aria-labelledby="log" tabIndex={0}>
        {lines.map((line) => (
          <p key={line.id}>
            <time className="quiet figure" dateTime={line.time}>
              {new Date(line.time).toLocaleTimeString()}
            </time>{" "}
            {line.message}
          </p>
        ))}
      </div>
    </section>
  );
}
