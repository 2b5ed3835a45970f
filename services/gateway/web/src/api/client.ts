// SPDX-License-Identifier: Apache-2.0
import createClient, { type Middleware } from "openapi-fetch";
import type { components, paths } from "./schema";

export type { components };

export type Slide = components["schemas"]["Slide"];
export type Job = components["schemas"]["Job"];
export type JobEvent = components["schemas"]["JobEvent"];
export type JobState = components["schemas"]["JobState"];
export type Me = components["schemas"]["Me"];
export type Problem = components["schemas"]["Problem"];
export type SlideTiles = components["schemas"]["SlideTiles"];

/** An answer other than 2xx, with what the server says of it. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly problem: Partial<Problem>,
  ) {
    super(problem.detail ?? problem.title ?? `The server answered ${status}.`);
  }
}

const base = new URL(".", location.href).href.replace(/\/$/, "");

export const api = createClient<paths>({ baseUrl: base });

/** The whole address of a path that begins with `/v1`, for what is not asked for by `api`: pictures, events, files. */
export function address(path: string): string {
  return base + path;
}

/** Whom the page works for; with a `csrfToken` where a session's cookie says so. */
export async function whoCalls(): Promise<Me> {
  return given(await api.GET("/v1/me"));
}

// Asked for anew each time: another tab may have begun another session.
const proof: Middleware = {
  async onRequest({ request }) {
    if (request.method === "GET" || request.headers.has("Authorization")) {
      return request;
    }
    const { csrfToken } = await whoCalls();
    if (csrfToken !== undefined) {
      request.headers.set("X-CSRF-Token", csrfToken);
    }
    if (request.method === "POST") {
      request.headers.set("Idempotency-Key", newKey());
    }
    return request;
  },
};
api.use(proof);

// Browsers have randomUUID only on HTTPS and on the loopback address.
function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The body of a successful answer; anything else is thrown. */
export function given<T>(answer: { data?: T; error?: unknown; response: Response }): T {
  if (!answer.response.ok) {
    const problem = typeof answer.error === "object" && answer.error !== null ? answer.error : {};
    throw new Refused(answer.response.status, problem);
  }
  return answer.data as T;
}

/** Exchanges a key for a cookie that no script reads. The key itself is kept nowhere. */
export async function signIn(key: string): Promise<Me> {
  return given(await api.PUT("/v1/session", { headers: { Authorization: `Bearer ${key}` } }));
}

export async function signOut(): Promise<void> {
  given(await api.DELETE("/v1/session"));
}

/** Whether the caller may do more than read. */
export function mayOperate(me: Me): boolean {
  return me.roles.includes("operator");
}
