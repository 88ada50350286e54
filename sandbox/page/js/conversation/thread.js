/** The thread beside the conversation. @module */
import { h } from "../controls/dom.js";
import { Composer } from "./composer.js";
import { icon } from "../controls/icons.js";
import { MessageList } from "./messages.js";
import { openThread } from "../navigation/places.js";
import { here, listen, timeline, state } from "../workspace/store.js";

export class Thread {
  /** @param {HTMLElement} aside */
  constructor(aside) {
    this.el = aside;
    this.shown = "";
    this.messages = new MessageList({ label: "Replies" });
    this.composer = new Composer({ id: "reply", label: "Reply" });
    this.where = h("span", { class: "thread-where", dir: "auto" });
    const close = h("button", { type: "button", class: "bare", "aria-label": "Close thread", onclick: () => openThread("") }, icon("close"));
    aside.append(h("header", { class: "head" }, h("div", { class: "head-title" }, h("h2", null, "Thread ", this.where)), close), this.messages.el, this.composer.el);
    aside.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.defaultPrevented && !document.querySelector(":popover-open")) openThread("");
    });
    listen("place", () => this.draw());
    listen("person", () => this.draw());
    listen("timeline", (changed) => changed === this.timeline() && this.messages.show(changed));
  }

  timeline() {
    const { channel, thread } = state.place;
    return thread ? timeline(channel, thread) : null;
  }

  draw() {
    const one = this.timeline();
    this.el.hidden = !one;
    const key = one ? `${state.as} ${state.place.channel} ${state.place.thread}` : "";
    const opened = key && key !== this.shown;
    const closed = !key && this.shown;
    const last = this.shown.split(" ")[2];
    this.shown = key;
    // One turn later: on a phone the thread covered the conversation until now.
    if (closed) setTimeout(() => document.querySelector(`#main .msg[data-ts="${CSS.escape(last)}"]`)?.focus({ preventScroll: true }));
    if (!one) return;
    const target = here();
    this.where.textContent = target ? (target.kind === "app" ? target.name : `#${target.name}`) : "";
    this.composer.show(one, { placeholder: "Reply…", closed: target?.archived ? "This channel is archived, so no one can post here." : "" });
    this.messages.show(one);
    // On a touch screen the focus would bring up the keyboard over what one came to read.
    const keys = matchMedia("(hover: hover)").matches;
    if (opened && keys && !document.querySelector("dialog[open]")) this.composer.box.focus({ preventScroll: true });
  }
}
