// SPDX-License-Identifier: Apache-2.0
import { useInfiniteQuery, useMutation, useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { type Job, api, given } from "../api/client";
import type { Metrics } from "./metrics";
import type { Wanted } from "./filter";
import { useStreaming } from "./streaming";
import { hasEnded } from "./told";

// What a stream would tell at once is asked for where there is none.
const POLL_MS = 3000;
const PAGE_SIZE = 200;

/** Jobs that are nobody's children, newest first; the children of `parentId` where it is given. */
export function useJobs(wanted: Wanted = {}, enabled = true) {
  const streaming = useStreaming();
  return useInfiniteQuery({
    queryKey: ["jobs", "list", wanted],
    enabled,
    staleTime: streaming ? Infinity : 0,
    initialPageParam: "",
    queryFn: async ({ pageParam }) => {
      const { kind, state, parentId } = wanted;
      return given(
        await api.GET("/v1/jobs", {
          params: {
            query: {
              pageSize: PAGE_SIZE,
              ...(kind === undefined ? {} : { kind: [kind] }),
              ...(state === undefined ? {} : { state: [state] }),
              ...(parentId === undefined ? {} : { parentId }),
              ...(pageParam === "" ? {} : { pageToken: pageParam }),
            },
          },
        }),
      );
    },
    getNextPageParam: (page) => page.nextPageToken,
    // Without a stream a long list is asked for less often: all its pages are.
    refetchInterval: (query) => (streaming ? false : POLL_MS * Math.max(1, query.state.data?.pages.length ?? 1)),
  });
}

export async function getJob(jobId: string): Promise<Job> {
  return given(await api.GET("/v1/jobs/{jobId}", { params: { path: { jobId } } }));
}

export function useJob(jobId: string) {
  const streaming = useStreaming();
  return useQuery({
    queryKey: ["jobs", "one", jobId],
    refetchInterval: streaming ? false : POLL_MS,
    queryFn: () => getJob(jobId),
  });
}

/** Several jobs by id; one that cannot be had is left out. */
export function useJobsById(jobIds: readonly string[]): Job[] {
  return useQueries({
    queries: jobIds.map((jobId) => ({ queryKey: ["jobs", "one", jobId], queryFn: () => getJob(jobId) })),
    combine: (found) => found.flatMap(({ data }) => (data === undefined ? [] : [data])),
  });
}

/** The metrics that jobs reported, which the event stream keeps up to date; asked for once more where a job has ended. */
export function useMetrics(jobs: readonly Job[]) {
  const streaming = useStreaming();
  const queries = useQueryClient();
  return useQueries({
    queries: jobs.map((job) => ({
      queryKey: ["metrics", job.id, hasEnded(job)],
      staleTime: hasEnded(job) ? Infinity : 5_000,
      refetchInterval: streaming || hasEnded(job) ? (false as const) : POLL_MS,
      placeholderData: () => queries.getQueryData<Metrics>(["metrics", job.id, false]),
      queryFn: async () => given(await api.GET("/v1/jobs/{jobId}/metrics", { params: { path: { jobId: job.id } } })),
    })),
  });
}

/** Cancels or retries a job. */
export function useCommand(job: Job) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (command: "cancel" | "retry") => {
      const params = { path: { jobId: job.id } };
      return given(
        command === "cancel"
          ? await api.POST("/v1/jobs/{jobId}/cancel", { params })
          : await api.POST("/v1/jobs/{jobId}/retry", { params }),
      );
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ["jobs", "one", job.id] }),
  });
}
