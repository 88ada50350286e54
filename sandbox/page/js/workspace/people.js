/** Names and faces of the company. @module */
import { h } from "../controls/dom.js";
import { icon } from "../controls/icons.js";
import { state } from "./store.js";

/** @param {string} id */
export const person = (id) => state.boot?.people.find((one) => one.id === id);

/** @returns {any} the acting person */
export const me = () => person(state.as);

/** @param {string} id @param {string} [fallback] @returns {string} a person's or the app's name */
export function nameOf(id, fallback) {
  const { bot } = state.boot ?? {};
  return person(id)?.name ?? (bot?.user_id === id ? bot.name : undefined) ?? fallback ?? "Someone";
}

/** @param {string} id @param {string} [fallback] */
export function channelName(id, fallback) {
  const known = state.boot?.channels.find((one) => one.id === id) ?? state.conversations.find((one) => one.id === id);
  return known?.name ?? fallback ?? "private channel";
}

/** @param {string} id @param {string} [fallback] */
export function groupHandle(id, fallback) {
  const known = state.boot?.groups?.find((one) => one.id === id);
  return known?.handle ?? fallback?.replace(/^@/, "") ?? "group";
}

/** @returns {any[]} the people one can act as: not bots, not deactivated */
export const actors = () => state.boot.people.filter((one) => !one.is_bot && !one.deleted);

/**
 * A coloured circle with initials. It only decorates: the name always stands next to it.
 * @param {any} who @param {string} [size] "small" | "large"
 */
export function avatar(who, size = "") {
  const face = h("span", { class: `avatar ${size}`.trim(), "aria-hidden": "true" }, initials(who?.name ?? "?"));
  const colour = colourOf(who);
  face.style.setProperty("--face", colour);
  face.style.setProperty("--face-ink", inkOn(colour));
  return face;
}

/** @param {string} [size] */
export function appAvatar(size = "") {
  return h("span", { class: `avatar app ${size}`.trim(), "aria-hidden": "true" }, icon("bell"));
}

function initials(name) {
  const words = name.trim().split(/\s+/);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return letters.map((word) => [...word][0] ?? "").join("").toLocaleUpperCase();
}

/** @param {any} who @returns {string} their colour, always of the form #rrggbb */
export function colourOf(who) {
  const digits = String(who?.color ?? "").replace(/^#/, "");
  return /^[0-9a-f]{6}$/i.test(digits) ? `#${digits}` : "#5b6b64";
}

/** Whichever of black and white reads better on the colour. One of the two always passes WCAG AA; near-black would not. */
function inkOn(colour) {
  const channel = (start) => {
    const part = parseInt(colour.slice(start, start + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  };
  const light = 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
  return light > 0.179 ? "#000000" : "#ffffff";
}
