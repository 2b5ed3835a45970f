// SPDX-License-Identifier: Apache-2.0
import type { Job, components } from "../api/client";
import { type Wanted, isWanted } from "./filter";

type JobPage = components["schemas"]["JobPage"];

/**
 * The pages of a list, newest first, after some of its jobs have changed: each stays in its place, leaves where it is no
 * longer wanted, and a new one comes on top. Pages that nothing happened to are the same objects.
 */
export function renew(pages: JobPage[], fresh: readonly Job[], wanted: Wanted): JobPage[] {
  const byId = new Map(fresh.map((job) => [job.id, job]));
  const renewed = pages.map((page) => {
    if (!page.items.some(({ id }) => byId.has(id))) {
      return page;
    }
    const items = page.items.flatMap((job) => {
      const now = byId.get(job.id);
      byId.delete(job.id);
      return now === undefined ? [job] : isWanted(now, wanted) ? [now] : [];
    });
    return { ...page, items };
  });
  const [first, ...rest] = renewed;
  const newest = first?.items[0]?.id ?? "";
  // Ids grow with time, so that one that is older than the newest belongs on a page that has not been asked for.
  const added = [...byId.values()]
    .filter((job) => job.id > newest && isWanted(job, wanted))
    .sort((one, other) => (one.id < other.id ? 1 : -1));
  return first === undefined || added.length === 0
    ? renewed
    : [{ ...first, items: [...added, ...first.items] }, ...rest];
}
