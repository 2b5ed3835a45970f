// SPDX-License-Identifier: Apache-2.0
import { useSyncExternalStore } from "react";

let streaming = false;
const listeners = new Set<() => void>();

export function setStreaming(now: boolean): void {
  if (now !== streaming) {
    streaming = now;
    listeners.forEach((listener) => listener());
  }
}

/** Whether the event stream is up, so that nothing need be asked for again and again. */
export function useStreaming(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => streaming,
  );
}
