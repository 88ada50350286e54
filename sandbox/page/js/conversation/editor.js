/** Editing one's own message in its place. @module */
import { h } from "../controls/dom.js";
import { asTyped } from "../text/mrkdwn.js";
import { mine, quietly } from "../workspace/session.js";
import { tell } from "../workspace/store.js";

/** @param {any} message @param {import("../workspace/timeline.js").Timeline} timeline */
export function editor(message, timeline) {
  const stop = () => {
    timeline.editing = "";
    timeline.editText = null;
    tell("timeline", timeline);
  };
  const save = async () => {
    const text = box.value.trim();
    if (!text) return;
    await mine().edit({ channel: message.channel, ts: message.ts, text });
    stop();
  };
  const box = h("textarea", {
    class: "field",
    "aria-label": "Edit message",
    dir: "auto",
    rows: "3",
    // A reaction that arrives meanwhile draws the message anew; what was typed stays.
    value: timeline.editText ?? asTyped(message.text ?? ""),
    oninput: () => {
      timeline.editText = box.value;
      timeline.editCaret = box.selectionStart;
    },
    data: { control: "edit" },
    onkeydown: (event) => {
      if (event.key === "Escape") {
        event.stopPropagation();
        stop();
      }
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        quietly(save());
      }
    },
  });
  // As soon as the list has put it into the page.
  queueMicrotask(() => {
    const caret = timeline.editText === null ? box.value.length : timeline.editCaret;
    box.focus();
    box.setSelectionRange(caret, caret);
  });
  return h("div", { class: "editor" }, box,
    h("div", { class: "buttons" },
      h("button", { type: "button", class: "button small", onclick: stop }, "Cancel"),
      h("button", { type: "button", class: "button primary small", onclick: () => quietly(save()) }, "Save")));
}
