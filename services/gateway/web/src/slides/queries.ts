// SPDX-License-Identifier: Apache-2.0
import { type InfiniteData, type QueryClient, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { type Slide, address, api, type components, given } from "../api/client";

type SlidePage = components["schemas"]["SlidePage"];

// The first is soon there; the others are few.
const FIRST = 100;
const NEXT = 1000;

async function page(pageSize: number, pageToken?: string): Promise<SlidePage> {
  const query = { pageSize, ...(pageToken !== undefined && { pageToken }) };
  return given(await api.GET("/v1/slides", { params: { query } }));
}

/** All slides of the workspace, newest first, page by page. */
export function useSlides() {
  return useInfiniteQuery({
    queryKey: ["slides", "all"],
    // Who is told of changes need not ask for all of them again and again.
    staleTime: 60_000,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) => page(pageParam === undefined ? FIRST : NEXT, pageParam),
    getNextPageParam: ({ nextPageToken }) => nextPageToken,
  });
}

/** Brings in what is new; all is read anew only where the newest page does not reach what is known. */
export async function refreshSlides(queries: QueryClient): Promise<void> {
  const queryKey = ["slides", "all"];
  const known = queries.getQueryData<InfiniteData<SlidePage>>(queryKey);
  if (known === undefined) {
    return;
  }
  const ids = new Set(known.pages.flatMap(({ items }) => items.map(({ id }) => id)));
  const newest = await page(FIRST).catch(() => undefined);
  const fresh = newest?.items.filter(({ id }) => !ids.has(id)) ?? [];
  if (newest === undefined || (fresh.length === newest.items.length && ids.size > 0)) {
    await queries.invalidateQueries({ queryKey });
  } else if (fresh.length > 0) {
    queries.setQueryData<InfiniteData<SlidePage>>(queryKey, (data) => {
      const [first, ...others] = data?.pages ?? [];
      return data && first && { ...data, pages: [{ ...first, items: [...fresh, ...first.items] }, ...others] };
    });
  }
}

export function useSlide(slideId: string, enabled = true) {
  return useQuery({
    queryKey: ["slides", "one", slideId],
    enabled,
    queryFn: async () => given(await api.GET("/v1/slides/{slideId}", { params: { path: { slideId } } })),
  });
}

/** Puts a changed slide in its place. */
export function keepSlide(queries: QueryClient, slide: Slide): void {
  queries.setQueryData(["slides", "one", slide.id], slide);
  void queries.invalidateQueries({ queryKey: ["slides", "all"] });
}

/** The grid of the slide's own tiles, which never changes. */
export function useTiles(slideId: string, enabled = true) {
  return useQuery({
    queryKey: ["tiles", slideId],
    enabled,
    staleTime: Infinity,
    queryFn: async () => given(await api.GET("/v1/slides/{slideId}/tiles", { params: { path: { slideId } } })),
  });
}

export function useTilings(slideId: string) {
  return useQuery({
    queryKey: ["tilings", slideId],
    queryFn: async () => given(await api.GET("/v1/slides/{slideId}/tilings", { params: { path: { slideId } } })),
  });
}

export function thumbnail(slideId: string): string {
  return address(`/v1/slides/${slideId}/thumbnail.jpeg`);
}
