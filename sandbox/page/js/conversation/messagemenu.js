/** What one can do with a message: its "More" menu and the reaction picker. @module */
import { h } from "../controls/dom.js";
import { ask } from "../forms/dialogs.js";
import { drawEmoji } from "../text/emojifont.js";
import { EMOJI, QUICK } from "../text/emoji.js";
import { arrows } from "../navigation/keyboard.js";
import { openMenu } from "../controls/menu.js";
import { failed, notice } from "../controls/notices.js";
import { addressOf, openThread } from "../navigation/places.js";
import { float } from "../controls/popover.js";
import { toggleReaction } from "./reactions.js";
import { mine, quietly } from "../workspace/session.js";
import { state, tell } from "../workspace/store.js";

/** @param {HTMLElement} anchor @param {any} message @param {import("../workspace/timeline.js").Timeline} timeline */
export function moreMenu(anchor, message, timeline) {
  openMenu(anchor, "Message actions", message.ephemeral ? [dismissal(message)] : itemsFor(anchor, message, timeline));
}

function dismissal(message) {
  const run = () => quietly(mine().remove({ channel: message.channel, ts: message.ts }));
  return { label: "Dismiss", detail: "Removes it from your screen", run };
}

function itemsFor(anchor, message, timeline) {
  const items = [{ label: "Add a reaction", run: () => pickReaction(anchor, message) }];
  if (!timeline.thread) items.push({ label: "Reply in thread", run: () => openThread(message.ts) });
  items.push({ label: "Copy link", run: () => quietly(copyLink(message)) });
  if (message.user === state.as && !message.bot) items.push(...ownItems(message, timeline));
  return [...items, ...shortcutItems(message)];
}

function ownItems(message, timeline) {
  const edit = () => {
    timeline.editing = message.ts;
    timeline.editText = null;
    tell("timeline", timeline);
  };
  return [
    { label: "Edit message", run: edit },
    { label: "Delete message…", danger: true, run: () => quietly(remove(message)) },
  ];
}

function shortcutItems(message) {
  const shortcuts = state.boot.shortcuts.filter((one) => one.type === "message");
  return shortcuts.map((one, index) => ({
    heading: index === 0 ? state.boot.bot.name : undefined,
    label: one.name,
    detail: one.description,
    run: () => quietly(useShortcut(one, { channel: message.channel, ts: message.ts })),
  }));
}

/** @param {any} shortcut @param {{channel?: string, ts?: string}} [where] */
export async function useShortcut(shortcut, where = {}) {
  const answer = await mine().shortcut({ callback_id: shortcut.callback_id, ...where });
  if (!answer.ok) failed(shortcut.name, answer.error ?? "unknown error", { announced: true });
}

async function remove(message) {
  const sure = await ask({
    title: "Delete this message?",
    text: "This deletes it for everyone.",
    yes: "Delete",
    no: "Keep it",
    danger: true,
  });
  if (sure) await mine().remove({ channel: message.channel, ts: message.ts });
}

async function copyLink(message) {
  const thread = message.thread_ts ?? message.ts;
  const address = new URL(addressOf({ channel: message.channel, thread }), location.href).href;
  await navigator.clipboard.writeText(address);
  notice("Link copied.");
}

/** @param {HTMLElement} anchor @param {any} message */
export function pickReaction(anchor, message) {
  const grid = h("div", { class: "emoji-grid", role: "group", "aria-label": "Emoji" });
  const show = (names) => grid.replaceChildren(...names.map(choice));
  const choice = (name) => {
    const choose = () => {
      panel.hidePopover();
      toggleReaction(message, name, true);
    };
    return h("button", { type: "button", class: "emoji-choice", title: `:${name}:`, "aria-label": name.replace(/_/g, " "), onclick: choose },
      drawEmoji(name, EMOJI.get(name)));
  };
  const search = h("input", {
    type: "search",
    class: "filter",
    placeholder: "Find an emoji",
    "aria-label": "Find an emoji",
    oninput: () => show(search.value ? [...EMOJI.keys()].filter((name) => name.includes(search.value.toLowerCase())).slice(0, 48) : QUICK),
    onkeydown: (event) => event.key === "ArrowDown" && grid.querySelector("button")?.focus(),
  });
  const panel = h("div", { class: "popover emoji-panel", role: "dialog", "aria-label": "Add a reaction" }, search, grid);
  arrows(grid, "button", { horizontal: true });
  show(QUICK);
  float(anchor, panel);
  search.focus();
}
