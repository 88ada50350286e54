/**
 * The app's modals: one window that shows the top of the stack. What a person typed into a view stays
 * with it while it is on the stack, also when the app updates it or another view covers it for a while.
 * @module
 */
import { fill, h, keyed } from "../controls/dom.js";
import { alarm, announce } from "../controls/announce.js";
import { opened } from "../navigation/back.js";
import { renderBlocks } from "../blocks/blocks.js";
import { mark } from "../blocks/input.js";
import { windowOf } from "./dialogs.js";
import { check, collect } from "./form.js";
import { icon } from "../controls/icons.js";
import { keep, recalled } from "../workspace/drafts.js";
import { failed } from "../controls/notices.js";
import { appAvatar } from "../workspace/people.js";
import { mine, quietly } from "../workspace/session.js";
import { listen, state } from "../workspace/store.js";

const draftOf = (view) => `form ${view.id}`;

const text = (object, fallback) => object?.text ?? fallback;

export class Modal {
  constructor() {
    this.dialog = windowOf("modal", "modal-title");
    this.title = h("h2", { id: "modal-title", dir: "auto" });
    this.depth = h("p", { class: "modal-depth" });
    this.problem = h("p", { class: "form-problem", hidden: true, tabindex: "-1" });
    this.blocks = h("div", { class: "modal-blocks" });
    this.close = h("button", { type: "button", class: "button", onclick: () => this.leave(false) });
    this.submit = h("button", { type: "submit", class: "button primary" });
    const all = h("button", { type: "button", class: "bare", "aria-label": "Close the window", onclick: () => this.leave(true) }, icon("close"));
    this.body = h("div", { class: "modal-body" }, this.problem, this.blocks);
    this.form = h(
      "form",
      { class: "card", novalidate: true, onsubmit: (event) => this.send(event) },
      h("header", { class: "modal-head" }, appAvatar("small"), h("div", { class: "modal-names" }, this.title, this.depth), all),
      this.body,
      h("footer", { class: "modal-foot" }, this.close, this.submit),
    );
    this.dialog.append(this.form);
    document.body.append(this.dialog);
    /** What was typed: view id → values. @type {Map<string, any>} */
    this.values = new Map();
    this.viewId = "";
    /** For each window of the stack: to be called when it is closed. @type {(() => void)[]} */
    this.layers = [];
    /** Views whose closing is under way. @type {Set<string>} */
    this.leaving = new Set();
    /** What the server last said is in each input. @type {Map<string, string>} */
    this.heard = new Map();
    /** How often the server filled in a block: it is drawn again then. @type {Map<string, number>} */
    this.refilled = new Map();
    // Esc is ours: the app has to hear that its view was closed.
    this.dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      this.leave(false);
    });
    this.dialog.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && this.top()?.submit) this.form.requestSubmit();
    });
    listen("modals", () => this.draw());
    listen("person", () => {
      this.values.clear();
      this.heard.clear();
    });
  }

  top() {
    return state.modals.at(-1);
  }

  draw() {
    const view = this.top();
    while (this.layers.length > state.modals.length) this.layers.pop()();
    while (this.layers.length < state.modals.length) this.layers.push(opened(() => this.leave(false)));
    for (const id of this.values.keys()) if (!state.modals.some((one) => one.id === id)) this.forget(id);
    if (!view) {
      this.hide();
      return;
    }
    const isNew = view.id !== this.viewId;
    if (isNew) fill(this.blocks);
    this.viewId = view.id;
    this.drawFrame(view);
    this.drawBlocks(view);
    this.showErrors(view, view.errors ?? {}, isNew);
    if (!this.dialog.open) this.open();
    if (isNew) this.enter();
  }

  forget(id) {
    this.values.delete(id);
    keep(draftOf({ id }), null);
  }

  open() {
    this.before = document.activeElement;
    this.dialog.showModal();
  }

  hide() {
    this.viewId = "";
    if (!this.dialog.open) return;
    for (const panel of this.dialog.querySelectorAll(":popover-open")) panel.hidePopover();
    // What was not read yet stays to be read.
    document.querySelector("body > [data-notices]").append(...this.dialog.querySelector("[data-notices]").children);
    this.dialog.close();
    if (this.before?.isConnected) this.before.focus({ preventScroll: true });
  }

  drawFrame(view) {
    const depth = state.modals.length;
    this.title.textContent = text(view.title, "");
    this.dialog.dataset.depth = String(depth);
    this.depth.hidden = depth < 2;
    this.depth.textContent = depth > 1 ? `Step ${depth}, on top of “${text(state.modals[depth - 2].title, "")}”` : "";
    fill(this.close, text(view.close, depth > 1 ? "Back" : view.submit ? "Cancel" : "Close"));
    this.submit.hidden = !view.submit;
    fill(this.submit, text(view.submit, "Submit"));
    this.busy(false);
  }

  drawBlocks(view) {
    const values = this.valuesOf(view);
    const surface = { kind: "modal", within: 2, values, errors: {}, act: (action) => this.act(view, action), kept: () => keep(draftOf(view), values) };
    keyed(this.blocks, view.blocks.map((block, index) => ({
      key: `${view.id} ${block.block_id ?? index}`,
      stamp: [JSON.stringify(block), this.refilled.get(`${view.id} ${block.block_id}`) ?? 0],
      draw: () => h("div", { class: "block", data: { for: block.block_id } }, renderBlocks([block], surface)),
    })));
  }

  /** What the person typed, and what the server fills in for them during a tour. */
  valuesOf(view) {
    if (!this.values.has(view.id)) this.values.set(view.id, this.recall(view));
    const values = this.values.get(view.id);
    for (const [block, parts] of Object.entries(view.values ?? {})) {
      for (const [action, value] of Object.entries(parts)) this.merge(view, values, block, action, value);
    }
    return values;
  }

  /** What was typed before the page was loaded anew. What the server says of the same inputs is no news then. */
  recall(view) {
    const before = recalled(draftOf(view)) ?? {};
    if (Object.keys(before).length) this.acknowledge(view, view.values ?? {});
    return before;
  }

  /** Only what the server has changed since it last spoke is taken; what was typed meanwhile stays. */
  merge(view, values, block, action, value) {
    const key = `${view.id} ${block} ${action}`;
    const print = JSON.stringify(value);
    if (this.heard.get(key) === print) return;
    this.heard.set(key, print);
    if (JSON.stringify(values[block]?.[action]) === print) return;
    (values[block] ??= {})[action] = value;
    const part = `${view.id} ${block}`;
    this.refilled.set(part, (this.refilled.get(part) ?? 0) + 1);
  }

  /** The server now knows what was typed; hearing it again is no news. */
  acknowledge(view, values) {
    for (const [block, parts] of Object.entries(values)) {
      for (const [action, value] of Object.entries(parts)) this.heard.set(`${view.id} ${block} ${action}`, JSON.stringify(value));
    }
  }

  /** Puts the focus on the first field, or on the window when there is nothing to fill in. */
  enter() {
    this.body.scrollTop = 0;
    const first = this.blocks.querySelector("[data-first]") ?? this.blocks.querySelector("input, textarea, select, .select");
    (first ?? this.close).focus({ preventScroll: true });
  }

  showErrors(view, errors, isNew) {
    const wrong = [];
    for (const node of this.blocks.querySelectorAll(".b-input")) {
      const error = errors[node.dataset.block];
      mark(node, error);
      if (error) wrong.push([node, error]);
    }
    const lines = Object.keys(errors).length;
    this.problem.hidden = !lines;
    this.problem.textContent = lines === 1 ? "One field needs another look." : `${lines} fields need another look.`;
    if (!wrong.length || isNew) return;
    wrong[0][0].querySelector("input, textarea, select, button")?.focus();
    alarm(wrong.map(([node, error]) => `${node.querySelector(".b-label").textContent}: ${error}`).join(" "));
  }

  busy(on) {
    this.submit.setAttribute("aria-busy", String(on));
    this.pending = on;
  }

  async send(event) {
    event.preventDefault();
    const view = this.top();
    if (!view?.submit || this.pending) return;
    const values = collect(view, this.valuesOf(view));
    const errors = check(view, values);
    this.showErrors(view, errors, false);
    if (Object.keys(errors).length) return;
    this.busy(true);
    this.acknowledge(view, values);
    announce("Sending…");
    const answer = await mine().submit({ view_id: view.id, values }).catch((error) => ({ ok: false, error: error.message }));
    this.busy(false);
    if (answer.ok || this.top()?.id !== view.id) return;
    if (answer.errors && Object.keys(answer.errors).length) this.showErrors(view, answer.errors, false);
    else failed(text(view.submit, "Submit"), answer.error ?? "unknown error");
  }

  /** @param {boolean} all the whole stack */
  leave(all) {
    // Esc twice in a row means two windows, even when the answer to the first is still on its way.
    const view = state.modals.findLast((one) => !this.leaving.has(one.id));
    if (!view) return;
    this.leaving.add(view.id);
    quietly(mine().close({ view_id: view.id, all }).finally(() => this.leaving.delete(view.id)));
  }

  async act(view, action) {
    const values = collect(view, this.valuesOf(view));
    this.acknowledge(view, values);
    const answer = await mine()
      .click({ message: null, view_id: view.id, ...action, state: { values } })
      .catch((error) => ({ ok: false, error: error.message }));
    if (!answer.ok) failed("That click", answer.error ?? "unknown error", { announced: true });
  }
}
