/** One message: who, when, what, and what one can do with it. @module */
import { h } from "../controls/dom.js";
import { icon } from "../controls/icons.js";
import { renderBlocks } from "../blocks/blocks.js";
import { editor } from "./editor.js";
import { failed } from "../controls/notices.js";
import { fileChips } from "./files.js";
import { moreMenu, pickReaction } from "./messagemenu.js";
import { mrkdwn } from "../text/mrkdwn.js";
import { appAvatar, avatar, nameOf, person } from "../workspace/people.js";
import { openThread } from "../navigation/places.js";
import { reactionsOf } from "./reactions.js";
import { mine } from "../workspace/session.js";
import { clock, fullMoment } from "../workspace/time.js";
import { state, tell } from "../workspace/store.js";
import { plainWords } from "../text/plaintext.js";

/** More than this is folded; nobody reads it in a list. */
const LONG_CHARACTERS = 3000;
const LONG_LINES = 40;

/**
 * @param {any} message
 * @param {{timeline: import("../workspace/timeline.js").Timeline, compact: boolean}} where  compact: the same person just wrote
 * @returns {HTMLElement}
 */
export function drawMessage(message, { timeline, compact }) {
  const name = message.name ?? nameOf(message.user);
  const words = plainWords(message);
  const node = h(
    "li",
    {
      class: ["msg", compact && "compact", message.ephemeral && "ephemeral"].filter(Boolean).join(" "),
      tabindex: "-1",
      "aria-label": `${name}, ${clock(Number(message.ts))}: ${words.slice(0, 240)}`,
      data: { ts: message.ts },
    },
    h("div", { class: "msg-gutter" }, compact ? moment(message) : face(message)),
    h("div", { class: "msg-main" },
      message.ephemeral && h("p", { class: "only-you" }, icon("eye"), "Only visible to you"),
      !compact && byline(message, name),
      timeline.editing === message.ts ? editor(message, timeline) : body(message, timeline, words),
      reactionsOf(message),
      !timeline.thread && replies(message)),
  );
  if (timeline.editing !== message.ts) node.append(toolbar(message, timeline));
  return node;
}

function face(message) {
  // Other bots have a face of their own; the bell is our app's.
  const ours = message.bot && (message.user === state.boot.bot.user_id || !person(message.user));
  return ours ? appAvatar() : avatar(person(message.user) ?? { name: message.name });
}

function byline(message, name) {
  return h("p", { class: "byline" },
    h("span", { class: "author", dir: "auto" }, name),
    message.bot && h("span", { class: "badge-app" }, "App"),
    moment(message));
}

function moment(message) {
  const seconds = Number(message.ts);
  return h("time", { class: "moment", title: fullMoment(seconds), datetime: new Date(seconds * 1000).toISOString() }, clock(seconds));
}

function body(message, timeline, words) {
  if (message.deleted) return h("p", { class: "gone" }, "This message was deleted.");
  const content = h("div", { class: "msg-body" });
  const ownBlocks = message.blocks?.length ? renderBlocks(message.blocks, surfaceOf(message, timeline)) : null;
  content.append(...(ownBlocks ?? [h("div", { class: "mrkdwn", dir: "auto" }, mrkdwn(message.text ?? ""))]));
  if (message.edited) content.append(h("span", { class: "edited" }, "(edited)"));
  if (message.files?.length) content.append(fileChips(message.files));
  return isLong(words) ? folded(content, message, timeline) : content;
}

function isLong(words) {
  return words.length > LONG_CHARACTERS || words.split("\n", LONG_LINES + 1).length > LONG_LINES;
}

function folded(content, message, timeline) {
  const open = timeline.unfolded.has(message.ts);
  content.classList.toggle("folded", !open);
  const toggle = () => {
    if (open) timeline.unfolded.delete(message.ts);
    else timeline.unfolded.add(message.ts);
    tell("timeline", timeline);
  };
  return h("div", null, content,
    h("button", { type: "button", class: "quiet", "aria-expanded": String(open), data: { control: "fold" }, onclick: toggle },
      open ? "Show less" : "Show more"));
}

function surfaceOf(message, timeline) {
  if (!timeline.values.has(message.ts)) timeline.values.set(message.ts, {});
  const values = timeline.values.get(message.ts);
  const act = async (action) => {
    const answer = await mine()
      .click({ message: { channel: message.channel, ts: message.ts }, view_id: null, ...action, state: { values } })
      .catch((error) => ({ ok: false, error: error.message }));
    if (!answer.ok) failed("That click", answer.error ?? "unknown error", { announced: true });
  };
  return { kind: "message", within: timeline.thread ? 2 : 1, values, errors: {}, act };
}

function replies(message) {
  if (!message.reply_count) return null;
  const count = message.reply_count === 1 ? "1 reply" : `${message.reply_count} replies`;
  return h("button", { type: "button", class: "replies", data: { control: "replies" }, onclick: () => openThread(message.ts) },
    icon("thread"), h("strong", null, count),
    message.latest_reply && h("span", null, `last at ${clock(Number(message.latest_reply))}`));
}

function toolbar(message, timeline) {
  const tool = (name, label, run, menu) =>
    h("button", {
      type: "button",
      class: "tool",
      "aria-label": label,
      title: label,
      "aria-haspopup": menu,
      data: { control: `tool-${name}` },
      onclick: (event) => run(event.currentTarget),
    }, icon(name));
  return h("div", { class: "toolbar", role: "group", "aria-label": "Message actions" },
    !message.ephemeral && tool("smile", "Add a reaction", (anchor) => pickReaction(anchor, message), "dialog"),
    !message.ephemeral && !timeline.thread && tool("thread", "Reply in thread", () => openThread(message.ts)),
    tool("more", "More actions", (anchor) => moreMenu(anchor, message, timeline), "menu"));
}
