// SPDX-License-Identifier: Apache-2.0
import { useEffect } from "react";

interface Pages<T> {
  readonly data: { readonly pages: readonly { readonly items: readonly T[] }[] } | undefined;
  readonly hasNextPage: boolean;
  readonly isFetchingNextPage: boolean;
  readonly isError: boolean;
  readonly fetchNextPage: () => unknown;
}

/** What a list has, all pages of it, as far as they have come. */
export function useAll<T>(list: Pages<T>): { items: T[]; complete: boolean } {
  const { hasNextPage, isFetchingNextPage, isError, fetchNextPage } = list;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && !isError) {
      fetchNextPage();
    }
  }, [hasNextPage, isFetchingNextPage, isError, fetchNextPage]);
  return {
    items: list.data?.pages.flatMap((page) => page.items) ?? [],
    complete: list.data !== undefined && !hasNextPage,
  };
}
