// SPDX-License-Identifier: Apache-2.0
import type { Job } from "../api/client";
import { KINDS, STATES } from "./told";

/** Which jobs a list has: all of them, where neither is named, or the children of one. */
export interface Wanted {
  readonly kind?: Job["kind"];
  readonly state?: Job["state"];
  readonly parentId?: string;
}

export function readWanted(address: URLSearchParams): Wanted {
  const kind = address.get("kind") ?? "";
  const state = address.get("state") ?? "";
  return {
    ...(kind in KINDS ? { kind: kind as Job["kind"] } : {}),
    ...(state in STATES ? { state: state as Job["state"] } : {}),
  };
}

export function isWanted(job: Job, { kind, state, parentId }: Wanted): boolean {
  return (
    job.parentId === parentId &&
    (kind === undefined || job.kind === kind) &&
    (state === undefined || job.state === state)
  );
}
