/** Reactions under a message. @module */
import { h } from "../controls/dom.js";
import { emoji } from "../text/emoji.js";
import { nameOf } from "../workspace/people.js";
import { mine, quietly } from "../workspace/session.js";
import { state } from "../workspace/store.js";

/** @param {any} message */
export function reactionsOf(message) {
  if (!message.reactions?.length) return null;
  return h("div", { class: "reactions", role: "group", "aria-label": "Reactions" }, message.reactions.map((one) => pill(message, one)));
}

function pill(message, { name, count, users }) {
  const mineToo = users.includes(state.as);
  const who = users.map((user) => (user === state.as ? "you" : nameOf(user))).join(", ");
  return h(
    "button",
    {
      type: "button",
      class: "reaction",
      "aria-pressed": String(mineToo),
      "aria-label": `${name.replace(/_/g, " ")}, ${count}: ${who}`,
      title: `${who} reacted with :${name}:`,
      data: { control: `reaction-${name}` },
      onclick: () => toggleReaction(message, name, !mineToo),
    },
    emoji(name),
    h("span", null, count),
  );
}

/** @param {any} message @param {string} name @param {boolean} on */
export function toggleReaction(message, name, on) {
  quietly(mine().react({ channel: message.channel, ts: message.ts, name, on }));
}
