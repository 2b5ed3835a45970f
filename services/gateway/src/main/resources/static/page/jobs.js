// SPDX-License-Identifier: Apache-2.0
import { nameOf, post } from "./api.js";
import { duration, element, short, time, whole } from "./element.js";

/** Letters of a failure that are shown without being asked for. */
const LONGEST_FAILURE = 300;

export const ended = (job) => ["SUCCEEDED", "FAILED", "CANCELLED"].includes(job.state);

/** Whether it, or a child of it, may be getting ahead. */
export const moves = (job) =>
  ["RUNNING", "CANCELLING"].includes(job.state) || (!ended(job) && job.children?.unfinished > 0);

export function jobTitle(job) {
  const name = job.request?.name;
  const kind = job.kind.replaceAll("-", " ");
  return name ? `${kind}: ${name}` : kind;
}

/** A link to a job's own panel. */
export function jobLink(id, ...content) {
  return element("a", { href: `#job/${id}` }, ...content);
}

export const stateChip = (state) => element("span", { className: `state ${state}` }, state.toLowerCase());

/** What a child does: its slide where it has one. */
export function childLink(child) {
  const slides = child.request?.slideIds ?? [];
  const link = jobLink(child.id, child.id);
  if (slides.length === 1) {
    nameOf("slides", slides[0]).then((name) => { link.textContent = name; });
  }
  return link;
}

/** Progress after an event; rate and time left hold as long as the phase does. */
export function advanced(before, event) {
  if (!before?.ratePerSecond || before.phase !== event.phase) {
    return event;
  }
  const left = event.total ? Math.max(0, event.total - event.completed) / before.ratePerSecond : undefined;
  return { ...event, ratePerSecond: before.ratePerSecond, ...(left === undefined ? {} : { secondsLeft: left }) };
}

export function progressBar(job) {
  const { progress } = job;
  const bar = element("progress", { "aria-label": `Progress of ${jobTitle(job)}` });
  if (progress.total) {
    bar.max = progress.total;
    bar.value = progress.completed;
  } else if (!moves(job)) {
    bar.value = 0;
  }
  const amount = progress.total
    ? `${whole(progress.completed)} of ${whole(progress.total)} ${progress.unit}`
    : `${whole(progress.completed)} ${progress.unit}`;
  const rate = progress.ratePerSecond ? `${short(progress.ratePerSecond)}/s` : null;
  const left = progress.secondsLeft === undefined ? null : `about ${duration(progress.secondsLeft)} left`;
  return element("div", {}, bar,
    element("p", { className: "faint" }, [progress.phase, amount, rate, left].filter(Boolean).join(" · ")));
}

export function failure(problem) {
  const cause = problem.job ? jobLink(problem.job, " Show that job.") : null;
  const [title, detail] = [problem.title, problem.detail ?? ""].map((text) => text && text.replace(/[.]?$/, "."));
  return detail.length <= LONGEST_FAILURE
    ? element("p", { className: "error" }, [title, detail].filter(Boolean).join(" "), cause)
    : element("div", { className: "error" }, title, cause, element("details", {},
      element("summary", {}, `${detail.slice(0, LONGEST_FAILURE)}…`), element("p", {}, detail)));
}

export function waiting(job) {
  const { waitsFor } = job;
  const until = waitsFor.until ? `, not before ${time(waitsFor.until)}` : "";
  return element("p", { className: "faint" }, `Waits for ${waitsFor.message}${until}`);
}

function standing(job) {
  if (job.state === "FAILED") {
    return failure(job.error ?? { title: "Failed" });
  }
  if (ended(job)) {
    return element("p", { className: "faint" }, time(job.finishedAt ?? job.createdAt));
  }
  return element("div", {},
    job.progress && moves(job) ? progressBar(job) : null,
    job.waitsFor ? waiting(job) : null,
    job.waitsFor || job.progress ? null : element("p", { className: "faint" }, time(job.startedAt ?? job.createdAt)));
}

function action(label, path, onDone, onError) {
  const button = element("button", { type: "button" }, label);
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      onDone(await post(path));
    } catch (error) {
      onError(error);
    } finally {
      button.disabled = false;
    }
  });
  return button;
}

/** What can be done to the job: cancel it or retry it. */
export function jobActions(job, onChange, onError) {
  if (["BLOCKED", "QUEUED", "RUNNING"].includes(job.state)) {
    return action("Cancel", `jobs/${job.id}/cancel`, onChange, onError);
  }
  // What would fail in the same way is not offered: something about the job has to change first.
  return job.state === "CANCELLED" || (job.state === "FAILED" && job.error?.retryable !== false)
    ? action("Retry", `jobs/${job.id}/retry`, onChange, onError) : null;
}

export function jobRow(job, onChange, onError) {
  return element("article", { className: "row", id: `job-${job.id}` },
    element("div", {},
      element("h3", {}, jobLink(job.id, jobTitle(job))),
      element("p", { className: "faint" }, job.id)),
    standing(job),
    element("div", { className: "actions" },
      stateChip(job.state), jobActions(job, onChange, onError)));
}
