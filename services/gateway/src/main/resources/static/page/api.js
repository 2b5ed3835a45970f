// SPDX-License-Identifier: Apache-2.0

export class Refused extends Error {
  constructor(status, problem) {
    super(problem.detail ?? problem.title ?? `The server answered ${status}.`);
    this.status = status;
    this.problem = problem;
  }
}

async function send(path, options = {}) {
  const response = await fetch(`../v1/${path}`, options);
  if (!response.ok) {
    throw new Refused(response.status, await response.json().catch(() => ({})));
  }
  return response;
}

export async function get(path) {
  return (await send(path)).json();
}

let caller;

/** Whom the page works for, asked for once; without a `csrfToken` where the server needs no session. */
export function whoCalls() {
  caller ??= get("me").catch((error) => {
    caller = undefined;
    throw error;
  });
  return caller;
}

/** Exchanges a key for a cookie that no script can read. The key itself is forgotten. */
export async function signIn(key) {
  await send("session", { method: "PUT", headers: { Authorization: `Bearer ${key}` } });
  caller = undefined;
}

export async function signOut() {
  await send("session", { method: "DELETE", headers: await proof() });
}

// Another tab may have begun another session.
async function proof() {
  const { csrfToken } = await get("me");
  return csrfToken ? { "X-CSRF-Token": csrfToken } : {};
}

export async function post(path) {
  const headers = { ...await proof(), "Idempotency-Key": crypto.randomUUID?.() ?? String(Math.random()) };
  return (await send(path, { method: "POST", headers })).json();
}

/** Changes what a JSON merge patch says, and gives the whole as it is then. */
export async function amend(path, patch) {
  names.delete(path);
  const headers = { ...await proof(), "Content-Type": "application/merge-patch+json" };
  return (await send(path, { method: "PATCH", headers, body: JSON.stringify(patch) })).json();
}

export async function remove(path, cascade) {
  names.delete(path);
  await send(cascade ? `${path}?cascade=true` : path, { method: "DELETE", headers: await proof() });
}

/** A page of a list, with filters and page token as query parameters. */
export function list(resource, query = {}) {
  const given = Object.entries(query).filter(([, value]) => value != null);
  return get(`${resource}?${new URLSearchParams(given)}`);
}

const names = new Map();

/** A resource's name, asked for once. */
export function nameOf(resource, id) {
  const path = `${resource}/${id}`;
  if (!names.has(path)) {
    names.set(path, get(path).then((found) => found.name).catch(() => id));
  }
  return names.get(path);
}

/** Loads a picture once it comes into view. */
export function showPicture(image, path) {
  image.addEventListener("error", () => { image.alt = "No picture"; }, { once: true });
  image.loading = "lazy";
  image.src = `../v1/${path}`;
}

const EVENTS = ["state", "progress", "metric", "log"];

/**
 * Follows a job's events; `onEvent` gets each of them. Ends when `signal` aborts, or when the stream has ended and
 * `isOver` says that the job has, too; otherwise the browser goes on behind the last event that it got.
 */
export function follow(jobId, onEvent, isOver, signal) {
  const source = new EventSource(`../v1/jobs/${jobId}/events`);
  return new Promise((resolve, reject) => {
    const end = () => {
      source.close();
      resolve();
    };
    signal?.addEventListener("abort", end);
    EVENTS.forEach((type) => source.addEventListener(type, ({ data }) => onEvent(JSON.parse(data))));
    source.addEventListener("error", async () => {
      if (source.readyState === EventSource.CLOSED) {
        reject(new Error("The events of the job cannot be followed."));
      } else if (await isOver()) {
        end();
      }
    });
  });
}
