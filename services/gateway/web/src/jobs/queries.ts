// SPDX-License-Identifier: Apache-2.0
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type Job, api, given } from "../api/client";
import { useStreaming } from "./streaming";

// What a stream would tell at once is asked for where there is none.
const POLL_MS = 3000;

/** Jobs that are nobody's children, newest first; the children of `parentId` where it is given. */
export function useJobs(parentId?: string) {
  const streaming = useStreaming();
  return useInfiniteQuery({
    queryKey: ["jobs", "list", parentId ?? ""],
    refetchInterval: streaming ? false : POLL_MS,
    initialPageParam: "",
    queryFn: async ({ pageParam }) =>
      given(
        await api.GET("/v1/jobs", {
          params: {
            query: {
              pageSize: 100,
              ...(parentId === undefined ? {} : { parentId }),
              ...(pageParam === "" ? {} : { pageToken: pageParam }),
            },
          },
        }),
      ),
    getNextPageParam: (page) => page.nextPageToken,
  });
}

export function useJob(jobId: string) {
  const streaming = useStreaming();
  return useQuery({
    queryKey: ["jobs", "one", jobId],
    refetchInterval: streaming ? false : POLL_MS,
    queryFn: async () => given(await api.GET("/v1/jobs/{jobId}", { params: { path: { jobId } } })),
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
    onSettled: () => queries.invalidateQueries({ queryKey: ["jobs"] }),
  });
}
