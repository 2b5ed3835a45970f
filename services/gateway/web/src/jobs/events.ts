// SPDX-License-Identifier: Apache-2.0
import { type InfiniteData, type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { type Job, type JobEvent, address, type components } from "../api/client";
import { refreshSlides } from "../slides/queries";
import { setStreaming } from "./streaming";
import { told } from "./told";

type JobPage = components["schemas"]["JobPage"];

// A burst of events asks for the lists once.
const SETTLE_MS = 300;
const AGAIN_MS = 5000;

/** Keeps all jobs in the cache as the workspace's event stream tells them, while the caller is shown. */
export function useJobEvents(): void {
  const queries = useQueryClient();
  useEffect(() => {
    let source: EventSource;
    let settle: ReturnType<typeof setTimeout> | undefined;
    let again: ReturnType<typeof setTimeout> | undefined;
    const refresh = () => {
      settle ??= setTimeout(() => {
        settle = undefined;
        void queries.invalidateQueries({ queryKey: ["jobs"] });
        void refreshSlides(queries);
      }, SETTLE_MS);
    };
    const open = () => {
      source = new EventSource(address("/v1/events"));
      source.onopen = () => {
        setStreaming(true);
        refresh();
      };
      source.onerror = () => {
        setStreaming(false);
        // A browser goes on by itself after a broken connection, not after an answer that is none.
        if (source.readyState === EventSource.CLOSED) {
          again = setTimeout(open, AGAIN_MS);
        }
      };
      source.addEventListener("gap", refresh);
      source.addEventListener("state", refresh);
      for (const type of ["progress", "metric", "log"]) {
        source.addEventListener(type, (message: MessageEvent<string>) =>
          note(queries, JSON.parse(message.data) as JobEvent),
        );
      }
    };
    open();
    return () => {
      clearTimeout(settle);
      clearTimeout(again);
      source.close();
      setStreaming(false);
    };
  }, [queries]);
}

function note(queries: QueryClient, event: JobEvent): void {
  const change = (job: Job) => told(job, event);
  queries.setQueryData<Job>(["jobs", "one", event.jobId], (job) => job && change(job));
  queries.setQueriesData<InfiniteData<JobPage>>({ queryKey: ["jobs", "list"] }, (data) =>
    data?.pages.some((page) => page.items.some((job) => job.id === event.jobId))
      ? { ...data, pages: data.pages.map((page) => ({ ...page, items: page.items.map(change) })) }
      : data,
  );
}
