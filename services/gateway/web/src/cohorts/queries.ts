// SPDX-License-Identifier: Apache-2.0
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type components, api, given } from "../api/client";
import type { Amendment } from "../things/Amend";

export type Cohort = components["schemas"]["Cohort"];
export type CohortSlide = components["schemas"]["CohortSlide"];
export type Split = components["schemas"]["Split"];
export type SplitRequest = components["schemas"]["SplitRequest"];

/** All cohorts of the workspace, newest first, page by page. */
export function useCohorts() {
  return useInfiniteQuery({
    queryKey: ["cohorts", "list"],
    initialPageParam: "",
    queryFn: async ({ pageParam }) =>
      given(await api.GET("/v1/cohorts", { params: { query: { pageSize: 200, ...token(pageParam) } } })),
    getNextPageParam: (page) => page.nextPageToken,
  });
}

export function useCohort(cohortId: string) {
  return useQuery({
    queryKey: ["cohorts", "one", cohortId],
    enabled: cohortId !== "",
    queryFn: async () => given(await api.GET("/v1/cohorts/{cohortId}", { params: { path: { cohortId } } })),
  });
}

/** The rows of a cohort in their order, page by page; they never change. */
export function useCohortSlides(cohortId: string) {
  return useInfiniteQuery({
    queryKey: ["cohorts", "slides", cohortId],
    enabled: cohortId !== "",
    staleTime: Infinity,
    initialPageParam: "",
    queryFn: async ({ pageParam }) =>
      given(
        await api.GET("/v1/cohorts/{cohortId}/slides", {
          params: { path: { cohortId }, query: { pageSize: 1000, ...token(pageParam) } },
        }),
      ),
    getNextPageParam: (page) => page.nextPageToken,
  });
}

/** The splits of a cohort, newest first, without their slides. */
export function useSplits(cohortId: string) {
  return useQuery({
    queryKey: ["cohorts", "splits", cohortId],
    enabled: cohortId !== "",
    queryFn: async () =>
      given(
        await api.GET("/v1/cohorts/{cohortId}/splits", {
          params: { path: { cohortId }, query: { pageSize: 200 } },
        }),
      ),
  });
}

export function useSplit(cohortId: string, splitId: string) {
  return useQuery({
    queryKey: ["cohorts", "splits", cohortId, splitId],
    queryFn: async () =>
      given(await api.GET("/v1/cohorts/{cohortId}/splits/{splitId}", { params: { path: { cohortId, splitId } } })),
  });
}

export function useNewCohort() {
  return useChange(async (body: components["schemas"]["CohortRequest"]) =>
    given(await api.POST("/v1/cohorts", { body })),
  );
}

export function useNewSplit(cohortId: string) {
  return useChange(async (body: SplitRequest) =>
    given(await api.POST("/v1/cohorts/{cohortId}/splits", { params: { path: { cohortId } }, body })),
  );
}

/** What changes a cohort, a split or what hangs on them. */
function useChange<In, Out>(change: (body: In) => Promise<Out>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: () => queries.invalidateQueries({ queryKey: ["cohorts"] }),
  });
}

export async function amendCohort(cohortId: string, body: Amendment) {
  return given(
    await api.PATCH("/v1/cohorts/{cohortId}", {
      params: { path: { cohortId } },
      headers: { "Content-Type": "application/merge-patch+json" },
      body,
    }),
  );
}

export async function removeCohort(cohortId: string, cascade: boolean) {
  return given(await api.DELETE("/v1/cohorts/{cohortId}", { params: { path: { cohortId }, query: { cascade } } }));
}

export async function amendSplit(cohortId: string, splitId: string, notes: string | null) {
  return given(
    await api.PATCH("/v1/cohorts/{cohortId}/splits/{splitId}", {
      params: { path: { cohortId, splitId } },
      headers: { "Content-Type": "application/merge-patch+json" },
      body: { notes },
    }),
  );
}

export async function removeSplit(cohortId: string, splitId: string, cascade: boolean) {
  return given(
    await api.DELETE("/v1/cohorts/{cohortId}/splits/{splitId}", {
      params: { path: { cohortId, splitId }, query: { cascade } },
    }),
  );
}

function token(pageParam: string): { pageToken?: string } {
  return pageParam === "" ? {} : { pageToken: pageParam };
}
