// SPDX-License-Identifier: Apache-2.0
import { type InfiniteData, type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { type Job, type JobEvent, address, type components } from "../api/client";
import { type Metrics, withMetric } from "./metrics";
import { refreshSlides } from "../slides/queries";
import { renew } from "./board";
import type { Wanted } from "./filter";
import { getJob } from "./queries";
import { setStreaming } from "./streaming";
import { told } from "./told";

type Jobs = InfiniteData<components["schemas"]["JobPage"]>;

// What a burst of events is about is asked for once.
const SETTLE_MS = 300;
const AGAIN_MS = 5000;
// Of more jobs than these the lists are read anew.
const SINGLY = 40;

/** Keeps all jobs in the cache as the workspace's event stream tells them, while the caller is shown. */
export function useJobEvents(): void {
  const queries = useQueryClient();
  useEffect(() => {
    let source: EventSource;
    let settle: ReturnType<typeof setTimeout> | undefined;
    let again: ReturnType<typeof setTimeout> | undefined;
    const changed = new Set<string>();
    const rest = () => {
      settle = undefined;
      const ids = [...changed];
      changed.clear();
      if (ids.length > SINGLY) {
        void readAnew(queries);
      } else {
        void refresh(queries, ids);
      }
    };
    const open = () => {
      source = new EventSource(address("/v1/events"));
      source.onopen = () => {
        setStreaming(true);
        void readAnew(queries);
      };
      source.onerror = () => {
        setStreaming(false);
        // A browser goes on by itself after a broken connection, not after an answer that is none.
        if (source.readyState === EventSource.CLOSED) {
          again = setTimeout(open, AGAIN_MS);
        }
      };
      source.addEventListener("gap", () => void readAnew(queries));
      const ask = (jobId: string | undefined) => {
        if (jobId !== undefined) {
          changed.add(jobId);
          settle ??= setTimeout(rest, SETTLE_MS);
        }
      };
      source.addEventListener("state", (message: MessageEvent<string>) =>
        ask((JSON.parse(message.data) as JobEvent).jobId),
      );
      source.addEventListener("progress", (message: MessageEvent<string>) => {
        const event = JSON.parse(message.data) as JobEvent;
        note(queries, event);
        // The server sums up what its children did.
        ask(parentOf(queries, event.jobId));
      });
      source.addEventListener("metric", (message: MessageEvent<string>) => {
        const event = JSON.parse(message.data) as JobEvent;
        queries.setQueriesData<Metrics>(
          { queryKey: ["metrics", event.jobId] },
          (metrics) => metrics && withMetric(metrics, event),
        );
      });
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

// Lists keep their first page alone: the others are read again where somebody scrolls to them.
async function readAnew(queries: QueryClient): Promise<void> {
  queries.setQueriesData<Jobs>({ queryKey: ["jobs", "list"] }, (data) =>
    data === undefined ? data : { pages: data.pages.slice(0, 1), pageParams: data.pageParams.slice(0, 1) },
  );
  await queries.invalidateQueries({ queryKey: ["jobs"] });
  await queries.invalidateQueries({ queryKey: ["metrics"] });
  await made(queries);
}

async function refresh(queries: QueryClient, jobIds: readonly string[]): Promise<void> {
  const settled = await Promise.allSettled(jobIds.map(getJob));
  const fresh = settled.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  fresh.forEach((job) => queries.setQueryData<Job>(["jobs", "one", job.id], job));
  for (const [key, data] of queries.getQueriesData<Jobs>({ queryKey: ["jobs", "list"] })) {
    if (data !== undefined) {
      queries.setQueryData<Jobs>(key, { ...data, pages: renew(data.pages, fresh, key[2] as Wanted) });
    }
  }
  // A parent counts its children, and what waits for a job says for how many.
  const others = new Set(fresh.flatMap((job) => (job.parentId === undefined ? [] : [job.parentId])));
  others.forEach((id) => void queries.invalidateQueries({ queryKey: ["jobs", "one", id] }));
  if (fresh.some(({ state }) => state === "SUCCEEDED")) {
    await made(queries);
  }
}

/** What jobs make. */
async function made(queries: QueryClient): Promise<void> {
  await refreshSlides(queries);
  for (const kind of ["slide-names", "predictions", "classifiers", "models"]) {
    // The numbers of a heatmap never change.
    await queries.invalidateQueries({
      queryKey: [kind],
      predicate: ({ queryKey }) => queryKey[1] !== "heat" && queryKey[1] !== "curves" && queryKey[1] !== "out-of-fold",
    });
  }
}

/** The parent of a job whose list of children is shown; it tells no progress of its own. */
function parentOf(queries: QueryClient, jobId: string | undefined): string | undefined {
  for (const [key, data] of queries.getQueriesData<Jobs>({ queryKey: ["jobs", "list"] })) {
    const { parentId } = key[2] as Wanted;
    if (parentId !== undefined && data?.pages.some(({ items }) => items.some(({ id }) => id === jobId))) {
      return parentId;
    }
  }
  return undefined;
}

function note(queries: QueryClient, event: JobEvent): void {
  const change = (job: Job) => told(job, event);
  queries.setQueryData<Job>(["jobs", "one", event.jobId], (job) => job && change(job));
  queries.setQueriesData<Jobs>({ queryKey: ["jobs", "list"] }, (data) =>
    data?.pages.some((page) => page.items.some((job) => job.id === event.jobId))
      ? {
          ...data,
          pages: data.pages.map((page) =>
            page.items.some((job) => job.id === event.jobId) ? { ...page, items: page.items.map(change) } : page,
          ),
        }
      : data,
  );
}
