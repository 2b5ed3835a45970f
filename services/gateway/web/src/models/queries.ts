// SPDX-License-Identifier: Apache-2.0
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { type components, api, given } from "../api/client";
import type { Amendment } from "../things/Amend";
import { useAll } from "../things/all";

export type Model = components["schemas"]["Model"];

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
export function useAllModels(): { models: Model[]; complete: boolean } {
  const { items, complete } = useAll(useModels());
  return { models: items, complete };
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
