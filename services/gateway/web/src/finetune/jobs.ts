// SPDX-License-Identifier: Apache-2.0
import { useMutation, useQueries, useQueryClient } from "@tanstack/react-query";
import { type Job, api, type components, given } from "../api/client";
import { hasEnded } from "../jobs/told";
import { useStreaming } from "../jobs/streaming";

type Schemas = components["schemas"];

const POLL_MS = 3000;

/** The curves of jobs, which the event stream keeps up to date. */
export function useCurves(jobs: readonly Job[]) {
  const streaming = useStreaming();
  return useQueries({
    queries: jobs.map((job) => ({
      queryKey: ["metrics", job.id],
      staleTime: hasEnded(job) ? Infinity : 5_000,
      refetchInterval: streaming || hasEnded(job) ? (false as const) : POLL_MS,
      queryFn: async () => given(await api.GET("/v1/jobs/{jobId}/metrics", { params: { path: { jobId: job.id } } })),
    })),
  });
}

export function useFineTuning() {
  return useSubmission(async (body: Schemas["FineTuningRequest"]) =>
    given(await api.POST("/v1/jobs/fine-tuning", { body })),
  );
}

export function useExtraction() {
  return useSubmission(async (body: Schemas["FeatureExtractionRequest"]) =>
    given(await api.POST("/v1/jobs/feature-extraction", { body })),
  );
}

/** Trains a classifier, its features extracted first where that is asked for. */
export function useMilTraining() {
  return useSubmission(
    async ({ training, extract }: { training: Schemas["MilTrainingRequest"]; extract: boolean }): Promise<Job> => {
      if (!extract) {
        return given(await api.POST("/v1/jobs/mil-training", { body: training }));
      }
      const extraction = "00000000-0000-0000-0000-000000000001";
      const { cohortId, modelId, tiling } = training;
      const answer = given(
        await api.POST("/v1/jobs", {
          body: {
            jobs: [
              {
                placeholder: extraction,
                featureExtraction: { modelIds: [modelId], cohortId, priority: 0, ...(tiling && { tiling }) },
              },
              { milTraining: { ...training, dependsOn: [extraction] } },
            ],
          },
        }),
      );
      const [, submitted] = answer.jobs;
      if (submitted === undefined) {
        throw new Error("The server answered without the training.");
      }
      return submitted;
    },
  );
}

function useSubmission<In>(submit: (body: In) => Promise<Job>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: submit, onSuccess: () => queries.invalidateQueries({ queryKey: ["jobs"] }) });
}
