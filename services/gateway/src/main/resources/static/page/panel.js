// SPDX-License-Identifier: Apache-2.0
import { follow, get, list } from "./api.js";
import { curve } from "./curve.js";
import { element } from "./element.js";
import { advanced, ended, jobActions, jobTitle, moves, stateChip } from "./jobs.js";
import { attempts, tree, figures, standing } from "./parts.js";

const REFRESH_MS = 3000;
const TOGETHER_MS = 150;
const LOG_LINES = 500;
const CHILDREN_AT_ONCE = 20;
const MOST_CHILDREN = 1000;
const PARTS = ["head", "standing", "figures", "children", "metrics", "attempts", "log", "request"];

const pause = () => new Promise((wake) => { setTimeout(wake, REFRESH_MS); });

/** All about one job, in a dialog, as long as it is open. */
export class JobPanel {
  constructor(dialog, onChange) {
    Object.assign(this, { dialog, onChange });
    dialog.addEventListener("close", () => this.left());
    // A click beside the dialog is one on its backdrop.
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  }

  open(id) {
    clearTimeout(this.soon);
    Object.assign(this, {
      id, job: undefined, rendered: new Map(), atOnce: CHILDREN_AT_ONCE, lastId: 0, heard: {}, soon: undefined,
    });
    this.parts = new Map(PARTS.map((name) => [name, element("div", { className: `part ${name}` })]));
    this.lines = element("ol", { className: "lines", tabIndex: 0, "aria-label": "Log" });
    this.dialog.replaceChildren(...this.parts.values());
    if (!this.dialog.open) {
      this.dialog.showModal();
    }
    this.watch();
  }

  left() {
    this.leave.abort();
    if (location.hash.startsWith("#job/")) {
      history.pushState(null, "", "#jobs");
    }
  }

  /** Begins to watch the job, or begins anew. */
  watch() {
    this.leave?.abort();
    this.leave = new AbortController();
    this.complete = false;
    this.keepFresh(this.leave.signal);
    this.keepFollowing(this.leave.signal);
  }

  async keepFresh(signal) {
    while (!signal.aborted) {
      if (!this.complete && !document.hidden) {
        await this.refresh(signal);
      }
      await pause();
    }
  }

  async refresh(signal) {
    try {
      const job = await get(`jobs/${this.id}`);
      const { series } = await get(`jobs/${this.id}/metrics`);
      const children = job.children ? await this.someChildren(job.children) : [];
      if (!signal.aborted) {
        this.complete = ended(job);
        this.show(job);
        this.put("children", [job.children, children], () => this.children(job, children));
        this.put("metrics", series, () => this.curves(series));
      }
    } catch (error) {
      this.complain(error, signal);
    }
  }

  /** Those that were lost come first, then those that run: they are what one looks for. */
  async someChildren(counts) {
    const query = { parentId: this.id, pageSize: this.atOnce };
    const states = [
      counts.failed + counts.cancelled > 0 ? "FAILED,CANCELLED" : undefined,
      counts.unfinished > 0 ? "RUNNING,CANCELLING" : undefined,
    ].filter(Boolean);
    const pages = await Promise.all([...states.map((state) => list("jobs", { ...query, state })), list("jobs", query)]);
    const byId = new Map();
    pages.flatMap((page) => page.items).forEach((child) => byId.has(child.id) || byId.set(child.id, child));
    return [...byId.values()].slice(0, this.atOnce);
  }

  async keepFollowing(signal) {
    const isOver = async () => {
      await this.refresh(signal);
      return this.complete;
    };
    while (!signal.aborted) {
      try {
        await follow(this.id, (event) => signal.aborted || this.hear(event), isOver, signal);
        return;
      } catch (error) {
        this.complain(error, signal);
      }
      await pause();
    }
  }

  hear(event) {
    // Whoever follows anew is told of the past again.
    if (event.id <= this.lastId) {
      return;
    }
    this.lastId = event.id ?? this.lastId;
    if (event.type === "log") {
      this.write(event);
    } else {
      this.heard = { ...this.heard, [event.type]: event };
      // At first the past comes in one go.
      this.soon ??= setTimeout(() => this.apply(), TOGETHER_MS);
    }
  }

  apply() {
    const { state, progress } = this.heard;
    Object.assign(this, { soon: undefined, heard: {} });
    if (state && state.state !== this.job?.state) {
      this.refresh(this.leave.signal);
    } else if (progress && this.job && moves(this.job)) {
      this.show({ ...this.job, progress: advanced(this.job.progress, progress.progress) });
    }
  }

  write({ time: at, message }) {
    const { lines } = this;
    const below = lines.scrollTop + lines.clientHeight >= lines.scrollHeight - 4;
    lines.append(element("li", {}, element("time", { dateTime: at }, at.slice(11, 19)), ` ${message}`));
    if (lines.childElementCount > LOG_LINES) {
      lines.firstElementChild.remove();
    }
    this.put("log", true, () => [element("h3", {}, "Log"), lines]);
    if (below) {
      lines.scrollTop = lines.scrollHeight;
    }
  }

  complain(error, signal) {
    if (!signal.aborted) {
      this.put("standing", error.message, () => [element("p", { className: "error" }, error.message)]);
    }
  }

  /** Renders a part anew when what it shows has changed. */
  put(name, shown, render) {
    const text = JSON.stringify(shown);
    if (this.rendered.get(name) !== text) {
      this.rendered.set(name, text);
      this.parts.get(name).replaceChildren(...render());
    }
  }

  show(job) {
    this.job = job;
    this.put("head", [job.state, jobTitle(job)], () => this.head(job));
    this.put("standing", [job.state, job.progress, job.waitsFor, job.error], () => standing(job));
    this.put("figures", [job.startedAt, job.finishedAt], () => figures(job));
    this.put("attempts", job.attempts, () => attempts(job.attempts));
    this.put("request", job.request, () => [element("details", {},
      element("summary", {}, "Request"), element("pre", {}, JSON.stringify(job.request, null, 2)))]);
  }

  head(job) {
    const close = element("button", { type: "button", "aria-label": "Close" }, "×");
    close.addEventListener("click", () => this.dialog.close());
    const changed = (next) => {
      this.show(next);
      this.onChange(next);
      this.watch();
    };
    return [
      element("div", {},
        element("h2", { id: "panel-title" }, jobTitle(job)),
        element("p", { className: "faint" }, job.id)),
      element("div", { className: "actions" }, stateChip(job.state),
        jobActions(job, changed, (error) => this.complain(error, this.leave.signal)), close),
    ].filter(Boolean);
  }

  children(job, children) {
    if (!job.children) {
      return [];
    }
    const nodes = tree(job.children, children);
    if (children.length < Math.min(job.children.total, MOST_CHILDREN)) {
      const more = element("button", { type: "button" }, "Show more");
      more.addEventListener("click", () => {
        this.atOnce = Math.min(MOST_CHILDREN, this.atOnce * 5);
        this.refresh(this.leave.signal);
      });
      nodes.push(more);
    }
    return nodes;
  }

  curves(series) {
    return series.length === 0 ? []
      : [element("h3", {}, "Metrics"), element("div", { className: "curves" }, ...series.map(curve))];
  }
}
