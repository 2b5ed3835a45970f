// SPDX-License-Identifier: Apache-2.0
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { type components, api, given } from "../api/client";
import type { Amendment } from "../things/Amend";
import { everything } from "../api/pages";
import { useAll, useOnce } from "../things/all";
import { type Card, type CardKin, onRecord, parentsOf, readCard } from "./card";
import type { Kin } from "./lineage";
import { ORIGINS, architecture, isKnown } from "./words";

export type Model = components["schemas"]["Model"];

const MOST_CHILDREN = 12;

/** All models of the workspace, newest first, page by page. */
export function useModels() {
  return useInfiniteQuery({
    queryKey: ["models", "list"],
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ pageParam }) =>
      given(
        await api.GET("/v1/models", {
          params: { query: { pageSize: 200, ...(pageParam !== undefined && { pageToken: pageParam }) } },
        }),
      ),
    getNextPageParam: (page) => page.nextPageToken,
  });
}

/** All models of the workspace, newest first, as far as they have come. */
export function useAllModels(): { models: Model[]; complete: boolean; error: Error | null } {
  const { items, fresh, error } = useAll(useModels());
  return { models: items, complete: useOnce(fresh), error };
}

export function useModel(modelId: string) {
  return useQuery({
    queryKey: ["models", "one", modelId],
    queryFn: async () => given(await api.GET("/v1/models/{modelId}", { params: { path: { modelId } } })),
  });
}

export async function amendModel(modelId: string, body: Amendment) {
  return given(
    await api.PATCH("/v1/models/{modelId}", {
      params: { path: { modelId } },
      headers: { "Content-Type": "application/merge-patch+json" },
      body,
    }),
  );
}

export async function removeModel(modelId: string, cascade: boolean) {
  return given(await api.DELETE("/v1/models/{modelId}", { params: { path: { modelId }, query: { cascade } } }));
}

export async function cardOf(modelId: string): Promise<Card> {
  return readCard(given(await api.GET("/v1/models/{modelId}/card", { params: { path: { modelId } } })));
}

export function useCard(modelId: string) {
  return useQuery({ queryKey: ["models", "card", modelId], queryFn: () => cardOf(modelId) });
}

/** A model with all that it came of, directly or not, and what came of it directly. */
export function useLineage(modelId: string) {
  return useQuery({
    queryKey: ["models", "lineage", modelId],
    queryFn: async () => {
      const found = new Map<string, Kin>();
      await ancestors(modelId, undefined, found);
      for (const child of await children(modelId)) {
        await ancestors(child, undefined, found);
      }
      return [...found.values()];
    },
  });
}

async function ancestors(id: string, known: CardKin | undefined, found: Map<string, Kin>): Promise<void> {
  if (found.has(id)) {
    return;
  }
  const answer = await api.GET("/v1/models/{modelId}", { params: { path: { modelId: id } } });
  if (answer.response.status === 404) {
    found.set(id, onRecord(id, known));
    return;
  }
  const model = given(answer);
  const card = await cardOf(id);
  const parents = parentsOf(card);
  found.set(id, {
    id,
    name: model.name,
    architecture: isKnown(model) ? architecture(model) : "TorchScript",
    origin: ORIGINS[model.origin],
    licence: card.licence,
    deleted: false,
    parents: parents.map((parent) => ({ id: parent.id, as: parent.as })),
  });
  for (const parent of parents) {
    await ancestors(parent.id, parent.known, found);
  }
}

async function children(modelId: string): Promise<string[]> {
  const tuned = await everything(async (pageToken) =>
    given(
      await api.GET("/v1/models", {
        params: { query: { origin: "FINE_TUNED", pageSize: 1000, ...(pageToken !== undefined && { pageToken }) } },
      }),
    ),
  );
  return tuned
    .filter(({ lineage }) => lineage?.studentId === modelId || lineage?.teacherId === modelId)
    .map(({ id }) => id)
    .slice(0, MOST_CHILDREN);
}

/** Classifiers that read its features, newest first. */
export function useClassifiersOf(modelId: string) {
  return useQuery({
    queryKey: ["classifiers", "of-model", modelId],
    queryFn: async () =>
      given(await api.GET("/v1/classifiers", { params: { query: { modelId, pageSize: 50 } } })).items,
  });
}

/** Makes a model: there at once, or by a job where it has to be fetched. */
export async function createModel(
  body: components["schemas"]["ModelCreation"],
): Promise<{ jobId?: string; modelId?: string }> {
  const made = await api.POST("/v1/models", { body });
  const { id } = given(made) as { id: string };
  return made.response.status === 202 ? { jobId: id } : { modelId: id };
}
