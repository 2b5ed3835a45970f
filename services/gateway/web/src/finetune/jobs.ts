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

interface Training {
  readonly training: Schemas["MilTrainingRequest"];
  readonly extract: boolean;
  readonly classify: boolean;
}

const EXTRACTION = "00000000-0000-0000-0000-000000000001";
const TRAINING = "00000000-0000-0000-0000-000000000002";

/** Trains a classifier; features are extracted before, and the cohort is classified after, as asked. */
export function useMilTraining() {
  return useSubmission(async ({ training, extract, classify }: Training): Promise<Job> => {
    const { cohortId, modelId, tiling } = training;
    const jobs: Schemas["GraphJob"][] = [
      { placeholder: TRAINING, milTraining: { ...training, ...(extract && { dependsOn: [EXTRACTION] }) } },
    ];
    if (extract) {
      const featureExtraction = { modelIds: [modelId], cohortId, priority: 0, ...(tiling && { tiling }) };
      jobs.push({ placeholder: EXTRACTION, featureExtraction });
    }
    if (classify) {
      jobs.push({ classification: { classifierId: TRAINING, cohortId, heatmap: true, priority: 0 } });
    }
    const answer = given(await api.POST("/v1/jobs", { body: { jobs } }));
    const submitted = answer.jobs.find(({ kind }) => kind === "mil-training");
    if (submitted === undefined) {
      throw new Error("The server answered without the training.");
    }
    return submitted;
  });
}

function useSubmission<In>(submit: (body: In) => Promise<Job>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: submit, onSuccess: () => queries.invalidateQueries({ queryKey: ["jobs"] }) });
}
