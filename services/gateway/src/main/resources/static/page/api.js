// SPDX-License-Identifier: Apache-2.0

// The key stays in this tab: it is gone when the tab is closed.
const KEY = "contextile.key";

export class Refused extends Error {
  constructor(status, problem) {
    super(problem.detail ?? problem.title ?? `The server answered ${status}.`);
    this.status = status;
  }
}

export function useKey(key) {
  sessionStorage.setItem(KEY, key);
}

async function send(path, options = {}) {
  const key = sessionStorage.getItem(KEY);
  const headers = { ...options.headers, ...(key ? { Authorization: `Bearer ${key}` } : {}) };
  const response = await fetch(`v1/${path}`, { ...options, headers });
  if (!response.ok) {
    throw new Refused(response.status, await response.json().catch(() => ({})));
  }
  return response;
}

export async function get(path) {
  return (await send(path)).json();
}

export async function post(path) {
  const headers = { "Idempotency-Key": crypto.randomUUID?.() ?? String(Math.random()) };
  return (await send(path, { method: "POST", headers })).json();
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

/** Loads a picture with the key, once it comes into view. */
export function showPicture(image, path) {
  const observer = new IntersectionObserver(async (entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) {
      return;
    }
    observer.disconnect();
    try {
      const url = URL.createObjectURL(await (await send(path)).blob());
      image.addEventListener("load", () => URL.revokeObjectURL(url), { once: true });
      image.src = url;
    } catch {
      image.alt = "No picture";
    }
  }, { rootMargin: "300px" });
  observer.observe(image);
}

/** Follows a job's events after `lastId` until it ends or `signal` aborts; `onEvent` gets each of them. */
export async function follow(jobId, onEvent, signal, lastId = 0) {
  const response = await send(`jobs/${jobId}/events`, { signal, headers: { "Last-Event-ID": String(lastId) } });
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) {
      return;
    }
    rest += value;
    const messages = rest.split("\n\n");
    rest = messages.pop();
    for (const message of messages) {
      const data = message.split("\n").filter((line) => line.startsWith("data:"))
        .map((line) => line.slice(5)).join("\n");
      if (data) {
        onEvent(JSON.parse(data));
      }
    }
  }
}
