// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from "react";

interface Pages<T> {
  readonly data: { readonly pages: readonly { readonly items: readonly T[] }[] } | undefined;
  readonly hasNextPage: boolean;
  readonly isFetchingNextPage: boolean;
  readonly isError: boolean;
  readonly isStale: boolean;
  readonly isFetchedAfterMount: boolean;
  readonly error: Error | null;
  readonly fetchNextPage: () => unknown;
}

/** What a list has, all pages of it, as far as they have come. */
export function useAll<T>(list: Pages<T>): { items: T[]; complete: boolean; fresh: boolean; error: Error | null } {
  const { hasNextPage, isFetchingNextPage, isError, fetchNextPage } = list;
  const complete = list.data !== undefined && !hasNextPage;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && !isError) {
      fetchNextPage();
    }
  }, [hasNextPage, isFetchingNextPage, isError, fetchNextPage]);
  return {
    items: list.data?.pages.flatMap((page) => page.items) ?? [],
    complete,
    // Not what an earlier page had, which may lack what was made since.
    fresh: complete && (list.isFetchedAfterMount || !list.isStale),
    error: list.error,
  };
}

/** Whether something has been so since the page was opened: a form keeps what it began with. */
export function useOnce(now: boolean): boolean {
  const [been, setBeen] = useState(now);
  if (now && !been) {
    setBeen(true);
  }
  return been || now;
}
