// SPDX-License-Identifier: Apache-2.0
import { amend, remove } from "./api.js";
import { element } from "./element.js";

/** What is in the way of a deletion, such as "2 cohorts". */
function tally({ type, count }) {
  const word = type.replace("-", " ");
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}

/** Changes names and notes, and deletes; each in a dialog that is there for as long as it is open. */
export class Upkeep {
  /** `changed` gets a thing as it is after a change; `deleted` is called after a deletion. */
  constructor(changed, deleted) {
    Object.assign(this, { changed, deleted });
  }

  /** Buttons that edit and delete a thing. */
  buttons(resource, item, kind) {
    const path = `${resource}/${item.id}`;
    const name = item.name ?? kind;
    return element("p", { className: "upkeep" },
      item.notes ? element("span", { className: "notes" }, item.notes) : null,
      element("button", { type: "button", "aria-label": `Edit ${name}`, onclick: () => this.edit(resource, path, item, kind) }, "Edit"),
      element("button", { type: "button", "aria-label": `Delete ${name}`, onclick: () => this.ask(path, name) }, "Delete"));
  }

  edit(resource, path, item, kind) {
    const name = item.name === undefined ? null
      : element("input", { name: "name", value: item.name, required: true, maxLength: resource === "slides" ? 255 : 200 });
    const notes = element("textarea", { name: "notes", value: item.notes ?? "", maxLength: 10000, rows: 4 });
    const body = [
      name ? element("label", {}, "Name ", name) : null,
      element("label", {}, "Notes ", notes),
    ];
    this.open(`Edit this ${kind}`, body, "Save", async () => {
      const patch = { notes: notes.value || null, ...name && { name: name.value } };
      this.changed(resource, await amend(path, patch));
    });
  }

  ask(path, name) {
    this.open(`Delete ${name}?`, [element("p", {}, "This cannot be undone.")], "Delete", async (dialog) => {
      try {
        await remove(path, false);
      } catch (error) {
        const hanging = (error.problem?.dependants ?? []).filter(({ type }) => type !== "job");
        if (hanging.length === 0) {
          throw error;
        }
        dialog.close();
        this.askForAll(path, name, hanging);
        return;
      }
      this.deleted();
    });
  }

  askForAll(path, name, hanging) {
    const body = [
      element("p", {}, `With ${name} goes what was made of it:`),
      element("ul", {}, ...hanging.map((some) => element("li", {}, tally(some)))),
    ];
    this.open(`Delete ${name} and all of this?`, body, "Delete all", async () => {
      await remove(path, true);
      this.deleted();
    });
  }

  /** The dialog stays open, and says why, while what was asked is refused. */
  open(title, body, action, act) {
    const refusal = element("p", { className: "warning", role: "alert", hidden: true });
    const form = element("form", {},
      element("h2", {}, title), ...body.filter(Boolean), refusal,
      element("p", { className: "upkeep" },
        element("button", {}, action),
        element("button", { type: "button", onclick: () => dialog.close() }, "Cancel")));
    const dialog = element("dialog", { className: "upkeep-dialog" }, form);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      act(dialog).then(() => dialog.close()).catch((error) => {
        refusal.textContent = error.message;
        refusal.hidden = false;
      });
    });
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  }
}
