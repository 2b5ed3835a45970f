// SPDX-License-Identifier: Apache-2.0
import { follow, get, list, Refused, signIn, signOut, whoCalls } from "./api.js";
import { classifierRow, modelRow, predictionCard, slideCard } from "./cards.js";
import { advanced, ended, jobRow, moves } from "./jobs.js";
import { JobPanel } from "./panel.js";
import { Upkeep } from "./upkeep.js";

const REFRESH_MS = 3000;
const FOLLOWED_AT_ONCE = 3;

const notice = document.getElementById("notice");
const access = document.getElementById("access");
const leave = document.getElementById("leave");

function complain(error) {
  access.hidden = !(error instanceof Refused && error.status === 401);
  notice.textContent = error.message;
  notice.hidden = false;
}

/** One list on the page: its newest items, and older ones on request. */
class Section {
  constructor(resource, id, render, pageSize, { filter = {}, key = (item) => item.id } = {}) {
    const section = document.getElementById(id);
    Object.assign(this, { resource, render, pageSize, filter, key, shown: new Map(), older: undefined });
    this.items = section.querySelector("[data-items]");
    this.empty = section.querySelector("[data-empty]");
    this.count = section.querySelector("[data-count]");
    this.more = section.querySelector("[data-more]");
    this.more.addEventListener("click", () => this.extend().catch(complain));
  }

  async refresh() {
    const page = await list(this.resource, { ...this.filter, pageSize: this.pageSize });
    const first = this.shown.size === 0;
    page.items.toReversed().forEach((item) => this.place(item, true));
    if (first) {
      this.setOlder(page.nextPageToken);
    }
  }

  async extend() {
    const page = await list(this.resource, { ...this.filter, pageSize: this.pageSize, pageToken: this.older });
    page.items.forEach((item) => this.place(item, false));
    this.setOlder(page.nextPageToken);
  }

  /** Renders an item anew when it has changed, in its place. */
  place(item, inFront) {
    const text = JSON.stringify(item);
    const before = this.shown.get(this.key(item));
    if (before?.text === text) {
      return;
    }
    const node = this.render(item);
    if (before) {
      before.node.replaceWith(node);
    } else if (inFront) {
      this.items.prepend(node);
    } else {
      this.items.append(node);
    }
    this.shown.set(this.key(item), { text, node, item });
    this.tally();
  }

  /** Forgets what is shown, since some of it may be gone. */
  clear() {
    this.shown.clear();
    this.items.replaceChildren();
    this.setOlder(undefined);
  }

  setOlder(token) {
    this.older = token;
    this.more.hidden = !token;
    this.tally();
  }

  tally() {
    this.count.textContent = this.shown.size ? `${this.shown.size}${this.older ? "+" : ""}` : "";
    this.empty.hidden = this.shown.size > 0;
  }
}

const upkeep = new Upkeep(
  (resource, item) => sections.find((section) => section.resource === resource)?.place(item, true),
  () => {
    sections.forEach((section) => section.clear());
    refresh();
  });

/** Renders a thing with the buttons by which it is edited and deleted. */
const kept = (resource, kind, render) => (item) => {
  const node = render(item);
  (node.querySelector(".body") ?? node.firstElementChild).append(upkeep.buttons(resource, item, kind));
  return node;
};

const jobs = new Section("jobs", "jobs", (job) => jobRow(job, (changed) => jobs.place(changed, true), complain), 20);
const sections = [
  jobs,
  new Section("predictions", "predictions", kept("predictions", "prediction", predictionCard), 24, {
    filter: { latest: true },
    key: ({ classifierId, slideId }) => `${classifierId} ${slideId}`,
  }),
  new Section("classifiers", "classifiers", kept("classifiers", "classifier", classifierRow), 20),
  new Section("models", "models", kept("models", "model", modelRow), 20),
  new Section("slides", "slides", kept("slides", "slide", slideCard), 48),
];

const followed = new Set();

/** Renders a running job with each of its events, as they come. */
async function followJob(id) {
  followed.add(id);
  try {
    let asked = false;
    const hear = (event) => {
      const { item } = jobs.shown.get(id) ?? {};
      if (event.type === "progress" && item && moves(item)) {
        jobs.place({ ...item, progress: advanced(item.progress, event.progress) }, true);
      } else if (event.type === "state" && !asked) {
        asked = true;
        get(`jobs/${id}`).then((job) => jobs.place(job, true)).catch(complain).finally(() => { asked = false; });
      }
    };
    // The next refresh follows it again if it still runs.
    await follow(id, hear, () => true);
  } catch {
    // As after an end.
  } finally {
    followed.delete(id);
  }
}

function followRunning() {
  for (const { item } of jobs.shown.values()) {
    if (moves(item) && !followed.has(item.id) && followed.size < FOLLOWED_AT_ONCE) {
      followJob(item.id);
    }
  }
}

async function showCaller() {
  const { subject, workspace, roles, csrfToken } = await whoCalls();
  document.body.classList.toggle("reader", !roles.includes("operator"));
  document.getElementById("caller").textContent = `${subject} in ${workspace}`;
  leave.hidden = !csrfToken;
}

async function refresh() {
  if (document.hidden) {
    return;
  }
  try {
    await showCaller();
    await jobs.refresh();
    // Jobs further down than the first page may still be under way.
    const open = [...jobs.shown.values()].filter(({ item }) => !ended(item)).slice(0, 20);
    await Promise.all(open.map(({ item }) => get(`jobs/${item.id}`).then((job) => jobs.place(job, true))));
    followRunning();
    await Promise.all(sections.slice(1).map((section) => section.refresh()));
    notice.hidden = true;
    access.hidden = true;
  } catch (error) {
    complain(error);
  }
}

const opacity = document.getElementById("opacity");
function applyOpacity() {
  document.getElementById("opacity-value").textContent = `${opacity.value} %`;
  heatmapRule.style.opacity = String(opacity.value / 100);
}

// One rule for all heatmaps, in a constructed sheet: no inline style is needed.
const sheet = new CSSStyleSheet();
sheet.insertRule(".heatmap { opacity: .6; }");
document.adoptedStyleSheets.push(sheet);
const heatmapRule = sheet.cssRules[0];
opacity.addEventListener("input", applyOpacity);

access.addEventListener("submit", (event) => {
  event.preventDefault();
  const key = document.getElementById("key");
  signIn(key.value).then(refresh, complain);
  key.value = "";
});

// What this caller saw is gone with the page.
leave.addEventListener("click", () => signOut().then(() => location.reload(), complain));

const panel = new JobPanel(document.getElementById("panel"), (job) => {
  if (!job.parentId) {
    jobs.place(job, true);
  }
});

/** The panel has the address of its job. */
function openPanel() {
  const [, id] = location.hash.match(/^#job\/([0-9a-f-]{36})$/) ?? [];
  if (id) {
    panel.open(id);
  } else if (panel.dialog.open) {
    panel.dialog.close();
  }
}
addEventListener("hashchange", openPanel);
openPanel();

async function keepFresh() {
  await refresh();
  setTimeout(keepFresh, REFRESH_MS);
}
keepFresh();
