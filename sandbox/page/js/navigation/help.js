/** The keys, in a window. @module */
import { h } from "../controls/dom.js";
import { show, windowOf } from "../forms/dialogs.js";
import { icon } from "../controls/icons.js";

const KEYS = [
  ["Ctrl K", "Act as someone else"],
  ["/", "A command, at the start of a message"],
  ["@  #  :", "Complete a person, a channel, an emoji"],
  ["Enter", "Send; on a message, open its thread"],
  ["Shift Enter", "A new line"],
  ["↑ ↓ Home End", "Move through messages, people and menus"],
  ["Tab", "Go from a message to its buttons"],
  ["← →", "Move through a message's buttons"],
  ["Ctrl Enter", "Submit a form"],
  ["Esc", "Close the top window"],
  ["Ctrl I", "Traffic inspector"],
  ["Ctrl /", "This list"],
];

export function help() {
  const dialog = windowOf("help", "help-title");
  dialog.append(
    h("div", { class: "card" },
      h("header", { class: "modal-head" }, h("h2", { id: "help-title" }, "Keys"),
        h("button", { type: "button", class: "bare", "aria-label": "Close", onclick: () => dialog.close() }, icon("close"))),
      h("dl", { class: "keys" }, KEYS.map(([keys, meaning]) => [
        h("dt", null, keys.split(/\s+/).map((key) => h("kbd", null, key))),
        h("dd", null, meaning),
      ]))),
  );
  return show(dialog);
}
