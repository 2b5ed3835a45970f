// SPDX-License-Identifier: Apache-2.0
import { duration, element, facts, time, whole } from "./element.js";
import { childLink, failure, jobLink, progressBar, stateChip, waiting } from "./jobs.js";

const LINKS = 20;

/** The parts of a job's panel: each a list of nodes. */
export function standing(job) {
  const outstanding = job.waitsFor?.jobIds ?? [];
  return [
    job.error ? failure(job.error) : null,
    job.progress ? progressBar(job) : null,
    job.waitsFor ? waiting(job) : null,
    outstanding.length === 0 ? null : element("ul", { className: "jobs" },
      ...outstanding.slice(0, LINKS).map((id) => element("li", {}, jobLink(id, id)))),
  ].filter(Boolean);
}

const secondsBetween = (from, to) => (new Date(to) - new Date(from)) / 1000;

export function figures(job) {
  const took = job.startedAt && job.finishedAt ? duration(secondsBetween(job.startedAt, job.finishedAt)) : undefined;
  const memory = job.needs?.memoryBytes ? `${whole(job.needs.memoryBytes / 2 ** 20)} MiB` : undefined;
  return [facts([
    ["child of", job.parentId ? jobLink(job.parentId, "another job") : undefined],
    ["submitted", time(job.createdAt)],
    ["started", time(job.startedAt)],
    ["ended", time(job.finishedAt)],
    ["took", took],
    ["priority", job.priority || undefined],
    ["needs", [job.needs?.gpu ? "GPU" : undefined, memory].filter(Boolean).join(", ")],
  ])];
}

function amount({ progress }) {
  if (!progress) {
    return "";
  }
  const of = progress.total ? ` of ${whole(progress.total)}` : "";
  return `${whole(progress.completed)}${of} ${progress.unit}`;
}

/** How many children there are, and those that are at hand. */
export function tree(counts, children) {
  const tally = ["succeeded", "failed", "cancelled", "unfinished"].filter((name) => counts[name])
    .map((name) => `${whole(counts[name])} ${name}`).join(" · ");
  return [
    element("h3", {}, `${whole(counts.total)} children `, element("span", { className: "count" }, tally)),
    element("ul", { className: "jobs" }, ...children.map((child) => element("li", {},
      childLink(child),
      child.error ? failure(child.error) : element("span", { className: "faint" }, amount(child)),
      stateChip(child.state)))),
  ];
}

export function attempts(all) {
  if (all.length === 0) {
    return [];
  }
  const cells = (attempt) => [
    String(attempt.number),
    attempt.worker ?? "",
    time(attempt.startedAt) ?? "",
    attempt.endedAt ? duration(secondsBetween(attempt.startedAt, attempt.endedAt)) : "",
    attempt.outcome ?? "running",
    attempt.error ? failure(attempt.error) : "",
  ];
  const head = ["Attempt", "Worker", "Started", "Took", "Outcome", "Error"];
  return [
    element("h3", {}, "Attempts"),
    element("div", { className: "wide" }, element("table", {},
      element("thead", {}, element("tr", {}, ...head.map((text) => element("th", { scope: "col" }, text)))),
      element("tbody", {}, ...all.toReversed().map((attempt) =>
        element("tr", {}, ...cells(attempt).map((cell) => element("td", {}, cell))))))),
  ];
}
