// SPDX-License-Identifier: Apache-2.0
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type Job, api, type components, given } from "../api/client";

type Schemas = components["schemas"];

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
