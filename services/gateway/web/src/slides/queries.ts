// SPDX-License-Identifier: Apache-2.0
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { api, given } from "../api/client";

/** All slides of the workspace, newest first, page by page. */
export function useSlides() {
  return useInfiniteQuery({
    queryKey: ["slides"],
    initialPageParam: "",
    queryFn: async ({ pageParam }) =>
      given(
        await api.GET("/v1/slides", {
          params: { query: { pageSize: 200, ...(pageParam === "" ? {} : { pageToken: pageParam }) } },
        }),
      ),
    getNextPageParam: (page) => page.nextPageToken,
  });
}

export function useSlide(slideId: string) {
  return useQuery({
    queryKey: ["slides", slideId],
    queryFn: async () => given(await api.GET("/v1/slides/{slideId}", { params: { path: { slideId } } })),
  });
}

/** The grid of the slide's own tiles, which never changes. */
export function useTiles(slideId: string) {
  return useQuery({
    queryKey: ["tiles", slideId],
    staleTime: Infinity,
    queryFn: async () => given(await api.GET("/v1/slides/{slideId}/tiles", { params: { path: { slideId } } })),
  });
}

export function thumbnail(slideId: string): string {
  return `../v1/slides/${slideId}/thumbnail.jpeg`;
}
