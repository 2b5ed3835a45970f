// SPDX-License-Identifier: Apache-2.0
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type components, api, given } from "../api/client";
import type { Amendment } from "../things/Amend";

export type ClassifierCurves = components["schemas"]["ClassifierCurves"];
export type OutOfFold = components["schemas"]["OutOfFoldPredictions"];
type ClassificationRequest = components["schemas"]["ClassificationRequest"];

export function useClassifier(classifierId: string) {
  return useQuery({
    queryKey: ["classifiers", "one", classifierId],
    queryFn: async () => given(await api.GET("/v1/classifiers/{classifierId}", { params: { path: { classifierId } } })),
  });
}

/** Its curves and what its folds said; neither ever changes. */
export function useCrossValidation(classifierId: string) {
  const params = { path: { classifierId } };
  const curves = useQuery({
    queryKey: ["classifiers", "curves", classifierId],
    staleTime: Infinity,
    queryFn: async () => given(await api.GET("/v1/classifiers/{classifierId}/curves", { params })),
  });
  const outOfFold = useQuery({
    queryKey: ["classifiers", "out-of-fold", classifierId],
    staleTime: Infinity,
    queryFn: async () => given(await api.GET("/v1/classifiers/{classifierId}/out-of-fold", { params })),
  });
  return { curves, outOfFold };
}

export function useClassification() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (body: ClassificationRequest) => given(await api.POST("/v1/jobs/classification", { body })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["jobs"] }),
  });
}

/** Renames or annotates a classifier, or deletes it. */
export function useUpkeep(classifierId: string) {
  const queries = useQueryClient();
  const params = { path: { classifierId } };
  return {
    amend: async (body: Amendment) => {
      given(
        await api.PATCH("/v1/classifiers/{classifierId}", {
          params,
          body,
          headers: { "Content-Type": "application/merge-patch+json" },
        }),
      );
      await queries.invalidateQueries({ queryKey: ["classifiers"] });
    },
    remove: async (cascade: boolean) => {
      given(await api.DELETE("/v1/classifiers/{classifierId}", { params: { ...params, query: { cascade } } }));
      await queries.invalidateQueries({ queryKey: ["classifiers", "all"] });
    },
  };
}
