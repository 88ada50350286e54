/** What could follow while typing: commands, people, channels, emoji. Pure but for the company it reads. @module */
import { EMOJI } from "../text/emoji.js";
import { actors } from "../workspace/people.js";
import { state } from "../workspace/store.js";

const MOST = 8;

/**
 * @typedef {object} Suggestion
 * @property {string} insert  what replaces the part
 * @property {string} label
 * @property {string} [detail]
 * @property {any} [who]     a person, for the face
 * @property {string} [drawn] an emoji
 */

/**
 * @param {string} text @param {number} caret
 * @returns {{from: number, to: number, suggestions: Suggestion[]}|null}
 */
export function complete(text, caret) {
  const before = text.slice(0, caret);
  const command = /^\/\S*$/.exec(before);
  if (command) return offer(0, caret, commands(before));
  const word = /(?:^|[\s(])([@#:])([^\s@#:]*)$/.exec(before);
  if (!word) return null;
  const from = caret - word[2].length - 1;
  return offer(from, caret, SOURCES[word[1]](word[2].toLowerCase()));
}

function offer(from, to, suggestions) {
  return suggestions.length ? { from, to, suggestions: suggestions.slice(0, MOST) } : null;
}

function commands(typed) {
  return state.boot.commands
    .filter((one) => one.command.startsWith(typed))
    .map((one) => ({ insert: `${one.command} `, label: `${one.command} ${one.usage_hint ?? ""}`.trim(), detail: one.description }));
}

const SOURCES = {
  "@": (typed) => [...people(typed), ...everyone(typed)],
  "#": (typed) =>
    state.conversations
      .filter((one) => one.kind !== "app" && one.name.includes(typed))
      .map((one) => ({ insert: `#${one.name} `, label: `#${one.name}`, detail: one.topic })),
  ":": (typed) =>
    typed.length < 2
      ? []
      : [...EMOJI].filter(([name]) => name.startsWith(typed)).map(([name, drawn]) => ({ insert: `:${name}: `, label: `:${name}:`, drawn })),
};

function people(typed) {
  const { bot } = state.boot;
  const app = { id: bot.user_id, name: bot.name, handle: bot.name.toLowerCase(), title: "App", is_app: true };
  const known = state.boot.people.find((one) => one.id === bot.user_id);
  return [...actors(), { ...app, handle: known?.handle ?? app.handle }]
    .filter((one) => one.handle.startsWith(typed) || words(one.name).some((word) => word.startsWith(typed)))
    .map((one) => ({ insert: `@${one.handle} `, label: one.name, detail: one.title, who: one }));
}

const words = (name) => [name.toLowerCase(), ...name.toLowerCase().split(/\s+/)];

function everyone(typed) {
  const groups = (state.boot.groups ?? []).map((one) => [one.handle, one.name ?? "Group"]);
  return [...groups, ["here", "Everyone who is active here"], ["channel", "Everyone in this channel"]]
    .filter(([name]) => name.toLowerCase().startsWith(typed))
    .map(([name, detail]) => ({ insert: `@${name} `, label: `@${name}`, detail }));
}
