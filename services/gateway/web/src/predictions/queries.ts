// SPDX-License-Identifier: Apache-2.0
import { queryOptions, useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { type components, Refused, api, given } from "../api/client";
import { everything } from "../api/pages";
import { type Attention, readAttention } from "../overlays/attention";
import { type Lattice, lattice } from "../overlays/lattice";
import type { Amendment } from "../things/Amend";

export type Prediction = components["schemas"]["Prediction"];
export type Classifier = components["schemas"]["Classifier"];

const PAGE_SIZE = 1000;

function paged(pageToken: string | undefined) {
  return { pageSize: PAGE_SIZE, ...(pageToken === undefined ? {} : { pageToken }) };
}

export interface Which {
  readonly slideId?: string;
  readonly classifierId?: string;
  readonly jobId?: string;
}

/** The latest prediction of each classifier for each slide; of a job all that it made. */
export function usePredictions(which: Which) {
  return useQuery({
    queryKey: ["predictions", "all", which],
    queryFn: () =>
      everything(async (token) =>
        given(
          await api.GET("/v1/predictions", {
            params: { query: { ...paged(token), ...which, latest: which.jobId === undefined } },
          }),
        ),
      ),
  });
}

function predictionQuery(predictionId: string) {
  return queryOptions({
    queryKey: ["predictions", "one", predictionId],
    queryFn: async () => given(await api.GET("/v1/predictions/{predictionId}", { params: { path: { predictionId } } })),
  });
}

export function usePrediction(predictionId: string) {
  return useQuery(predictionQuery(predictionId));
}

/** Annotates a prediction, or deletes it. */
export function useUpkeep(predictionId: string) {
  const queries = useQueryClient();
  const params = { path: { predictionId } };
  return {
    amend: async ({ notes }: Amendment) => {
      given(
        await api.PATCH("/v1/predictions/{predictionId}", {
          params,
          body: { notes },
          headers: { "Content-Type": "application/merge-patch+json" },
        }),
      );
      await queries.invalidateQueries({ queryKey: ["predictions", "one", predictionId] });
    },
    remove: async () => {
      given(await api.DELETE("/v1/predictions/{predictionId}", { params }));
      await queries.invalidateQueries({ queryKey: ["predictions", "all"] });
    },
  };
}

export function useClassifiers() {
  return useQuery({
    queryKey: ["classifiers", "all"],
    queryFn: () =>
      everything(async (token) => given(await api.GET("/v1/classifiers", { params: { query: paged(token) } }))),
  });
}

/** By id; one that has been deleted meanwhile stays away. */
export function useSlideNames() {
  return useQuery({
    queryKey: ["slide-names"],
    queryFn: async () =>
      new Map(
        (
          await everything(async (token) => given(await api.GET("/v1/slides", { params: { query: paged(token) } })))
        ).map(({ id, name }) => [id, name]),
      ),
  });
}

export function useCohortNames() {
  return useQuery({
    queryKey: ["cohorts", "names"],
    queryFn: () =>
      everything(async (token) => given(await api.GET("/v1/cohorts", { params: { query: paged(token) } }))),
  });
}

/** The labels of these cohorts: of each cohort by slide. */
export function useLabels(cohortIds: readonly string[]): ReadonlyMap<string, ReadonlyMap<string, string>> {
  return useQueries({
    queries: cohortIds.map((cohortId) => ({
      queryKey: ["cohorts", "labels", cohortId],
      staleTime: 60_000,
      queryFn: async () => {
        const slides = await everything(async (token) =>
          given(
            await api.GET("/v1/cohorts/{cohortId}/slides", { params: { path: { cohortId }, query: paged(token) } }),
          ),
        );
        return new Map(slides.map(({ slideId, label }) => [slideId, label]));
      },
    })),
    combine: (found) =>
      new Map(cohortIds.flatMap((id, index) => (found[index]?.data ? [[id, found[index].data] as const] : []))),
  });
}

/** What an overlay is made of; it never changes. */
export interface Heat {
  readonly prediction: Prediction;
  readonly tiles: Attention;
  readonly grid: Lattice;
}

export function useHeats(predictionIds: readonly string[]) {
  return useQueries({
    queries: predictionIds.map((predictionId) => ({
      queryKey: ["predictions", "heat", predictionId],
      staleTime: Infinity,
      // A few hundred thousand tiles at most are held for pages that are gone.
      gcTime: 60_000,
      queryFn: async (): Promise<Heat> => {
        const params = { path: { predictionId } };
        const prediction = given(await api.GET("/v1/predictions/{predictionId}", { params }));
        const answer = await api.GET("/v1/predictions/{predictionId}/attention.csv", { params, parseAs: "text" });
        if (!answer.response.ok) {
          throw new Refused(answer.response.status, answer.error ?? {});
        }
        const tiles = readAttention(answer.data as unknown as string, prediction.tileSizeLevel0Px);
        return { prediction, tiles, grid: lattice(tiles) };
      },
    })),
  });
}
