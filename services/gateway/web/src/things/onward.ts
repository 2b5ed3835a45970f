// SPDX-License-Identifier: Apache-2.0

/** The page that was left to make something it lacked, from an address's `then`; a page of ours or none. */
export function onward(address: URLSearchParams): string | undefined {
  const then = address.get("then") ?? "";
  return /^\/(?!\/)/.test(then) ? then : undefined;
}
