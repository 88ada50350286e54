/** The small live parts inside text: mentions, links, dates. Shared by mrkdwn and rich text. @module */
import { h } from "../controls/dom.js";
import { channelName, groupHandle, nameOf } from "../workspace/people.js";
import { slackDate, fullMoment } from "../workspace/time.js";
import { here, state } from "../workspace/store.js";
import { goTo } from "../navigation/places.js";

const SAFE = /^(https?:|mailto:|tel:)/i;

/**
 * A link that opens elsewhere, or only its text when the address is not one a person should follow.
 * @param {string} url @param {(Node|string)[]} [label]
 */
export function link(url, label = []) {
  const shown = label.length ? label : [url.replace(/^mailto:/i, "")];
  if (!SAFE.test(url)) return h("span", null, shown);
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer nofollow" }, shown);
}

/** @param {string} id @param {string} [label] */
export function userMention(id, label) {
  const mine = id === state.as;
  return h("span", { class: mine ? "mention mine" : "mention", dir: "auto" }, `@${nameOf(id, label ?? id)}`);
}

/** @param {string} id @param {string} [label] */
export function groupMention(id, label) {
  return h("span", { class: "mention" }, `@${groupHandle(id, label)}`);
}

/** @param {string} range here, channel or everyone */
export function broadcast(range) {
  return h("span", { class: "mention mine" }, `@${range}`);
}

/** @param {string} id @param {string} [label] */
export function channelMention(id, label) {
  const seen = state.conversations.some((one) => one.id === id);
  const name = channelName(id, label);
  if (!seen) return h("span", { class: "mention" }, `#${name}`);
  const open = () => id !== here()?.id && goTo({ channel: id });
  return h("button", { type: "button", class: "mention channel", onclick: open }, `#${name}`);
}

/** @param {number} seconds @param {string} pattern @param {string} fallback @param {string} [url] */
export function date(seconds, pattern, fallback, url) {
  const text = slackDate(seconds, pattern, fallback);
  const title = Number.isFinite(seconds) ? fullMoment(seconds) : undefined;
  const shown = h("time", { class: "date", title }, text);
  return url ? link(url, [shown]) : shown;
}
