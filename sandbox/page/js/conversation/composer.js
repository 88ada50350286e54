/** Where one writes: text, commands, files and global shortcuts. @module */
import { fill, h, uniqueId } from "../controls/dom.js";
import { announce } from "../controls/announce.js";
import { complete } from "./completion.js";
import { carry, sizeOf } from "./files.js";
import { icon } from "../controls/icons.js";
import { keep, recalled } from "../workspace/drafts.js";
import { openMenu } from "../controls/menu.js";
import { failed, notice } from "../controls/notices.js";
import { useShortcut } from "./messagemenu.js";
import { SuggestionList } from "./suggestions.js";
import { mine, quietly } from "../workspace/session.js";
import { state } from "../workspace/store.js";

export class Composer {
  /** @param {{id: string, label: string}} what */
  constructor({ id, label }) {
    this.timeline = null;
    this.files = [];
    this.suggestions = new SuggestionList(uniqueId("suggest"), (suggestion) => this.accept(suggestion));
    this.box = h("textarea", {
      id,
      class: "composer-box",
      rows: "1",
      dir: "auto",
      "aria-label": label,
      "aria-autocomplete": "list",
      "aria-controls": this.suggestions.id,
      oninput: () => this.typed(),
      onkeydown: (event) => this.key(event),
      onblur: () => this.suggestions.hide(),
      onclick: () => this.suggest(),
    });
    this.sendButton = h("button", { type: "button", class: "send", "aria-label": "Send", title: "Send (Enter)", onclick: () => this.send() }, icon("send"));
    this.plus = h("button", {
      type: "button",
      class: "bare",
      "aria-label": "Attach a file or run a shortcut",
      title: "Attach a file or run a shortcut",
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      onclick: () => this.openPlus(),
    }, icon("plus"));
    this.picker = h("input", { type: "file", multiple: true, hidden: true, "aria-label": "Attach files", onchange: () => this.attach() });
    this.chips = h("ul", { class: "files pending", "aria-label": "Files to send", hidden: true });
    this.closed = h("p", { class: "composer-closed", hidden: true });
    this.frame = h("div", { class: "composer-frame" }, this.chips, h("div", { class: "composer-row" }, this.plus, this.box, this.sendButton), this.picker);
    this.el = h("div", { class: "composer" }, this.suggestions.el, this.frame, this.closed);
  }

  /** @param {import("../workspace/timeline.js").Timeline} timeline @param {{placeholder: string, closed?: string}} how */
  show(timeline, { placeholder, closed = "" }) {
    this.box.placeholder = placeholder;
    this.frame.hidden = Boolean(closed);
    this.closed.hidden = !closed;
    this.closed.textContent = closed;
    if (timeline === this.timeline) return;
    this.timeline = timeline;
    this.files = [];
    this.drawFiles();
    this.setText(recalled(this.draftKey()) ?? "");
    this.suggestions.hide();
  }

  draftKey() {
    return `text ${state.as} ${this.timeline.channel} ${this.timeline.thread}`;
  }

  setText(text) {
    this.box.value = text;
    this.resize();
  }

  /** Starts a text for the person, e.g. a command. @param {string} text */
  begin(text) {
    this.setText(text);
    this.box.focus();
    this.typed();
  }

  typed() {
    keep(this.draftKey(), this.box.value);
    this.resize();
    this.suggest();
  }

  resize() {
    this.box.style.height = "auto";
    this.box.style.height = `${Math.min(this.box.scrollHeight + 2, 220)}px`;
    this.sendButton.disabled = !this.box.value.trim() && !this.files.length;
  }

  suggest() {
    const found = document.activeElement === this.box ? complete(this.box.value, this.box.selectionStart) : null;
    this.offer = found;
    this.suggestions.show(found?.suggestions ?? [], this.box);
  }

  accept(suggestion) {
    const { value } = this.box;
    const { from, to } = this.offer;
    // "@ann" already followed by a space gets no second one.
    const rest = value.slice(to).replace(/^ /, "");
    this.box.value = value.slice(0, from) + suggestion.insert + rest;
    const caret = from + suggestion.insert.length;
    this.box.setSelectionRange(caret, caret);
    this.box.focus();
    this.typed();
  }

  key(event) {
    if (event.isComposing) return;
    if (this.suggestions.open && this.suggestionKey(event)) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.send();
    }
  }

  /** @returns {boolean} whether the key was for the suggestions */
  suggestionKey(event) {
    const chosen = this.suggestions.current();
    const typed = this.box.value.slice(this.offer.from, this.offer.to);
    const complete = typed === chosen?.insert.trim();
    if (event.key === "ArrowDown" || event.key === "ArrowUp") this.suggestions.move(event.key === "ArrowDown" ? 1 : -1, this.box);
    else if (event.key === "Escape") this.suggestions.hide();
    else if (event.key === "Tab" || (event.key === "Enter" && !event.shiftKey && !complete)) this.accept(chosen);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  send() {
    const text = this.box.value;
    const { timeline, files } = this;
    if (!text.trim() && !files.length) return;
    this.suggestions.hide();
    this.setText("");
    keep(this.draftKey(), "");
    this.files = [];
    this.drawFiles();
    deliver(timeline, text, files).catch((error) => {
      notice(`Not sent: ${error.message}`, "error");
      // What could not be sent is given back, unless the person has begun something new.
      if (this.timeline === timeline && !this.box.value) {
        this.files = files;
        this.drawFiles();
        this.setText(text);
      }
    });
  }

  openPlus() {
    const attach = { label: "Attach a file", icon: icon("file"), run: () => this.picker.click() };
    const shortcuts = state.boot.shortcuts.filter((one) => one.type === "global").map((one, index) => ({
      heading: index === 0 ? state.boot.bot.name : undefined,
      label: one.name,
      detail: one.description,
      icon: icon("bell"),
      run: () => quietly(useShortcut(one)),
    }));
    openMenu(this.plus, "Attach a file or run a shortcut", [attach, ...shortcuts]);
  }

  attach() {
    this.files = [...this.files, ...this.picker.files];
    this.picker.value = "";
    this.drawFiles();
    announce(`${this.files.length} files to send`);
    this.box.focus();
  }

  drawFiles() {
    this.chips.hidden = !this.files.length;
    fill(this.chips, this.files.map((file) => {
      const remove = () => {
        this.files = this.files.filter((one) => one !== file);
        this.drawFiles();
        this.box.focus();
      };
      return h("li", { class: "file" }, icon("file"),
        h("span", { class: "file-name", dir: "auto" }, file.name),
        h("span", { class: "file-size" }, sizeOf(file.size)),
        h("button", { type: "button", class: "bare", "aria-label": `Remove ${file.name}`, onclick: remove }, icon("close")));
    }));
    this.resize();
  }
}

/** Sends a message or runs a command. A line that starts with "/" is always a command, as in Slack. */
async function deliver(timeline, text, picked) {
  const place = { channel: timeline.channel, thread_ts: timeline.thread || undefined };
  const command = /^(\/\S+)\s*([^]*)$/.exec(text);
  if (!command) {
    const files = await Promise.all(picked.map(carry));
    await mine().say({ ...place, text: text.trim(), ...(files.length ? { files } : {}) });
    return;
  }
  if (!state.boot.commands.some((one) => one.command === command[1])) {
    throw new Error(`there's no command ${command[1]}. Start with a space to send it as a message.`);
  }
  const answer = await mine().command({ ...place, command: command[1], text: command[2].trim() });
  if (!answer.ok) failed(command[1], answer.error ?? "unknown error", { announced: true });
}
