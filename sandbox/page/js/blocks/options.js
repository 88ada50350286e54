/** Where the options of a select come from: the app, or the people and channels of the company. @module */
import { emojiText } from "../text/emoji.js";
import { state } from "../workspace/store.js";

/**
 * @typedef {object} Choice
 * @property {string} key
 * @property {string} label
 * @property {string} [detail]
 * @property {any} value  what Slack sends: an option object, or an id
 */

/** @typedef {{heading: string, choices: Choice[]}} Group */

const byOption = (option) => ({
  key: option.value,
  label: emojiText(option.text.text),
  detail: option.description?.text,
  value: option,
});

const people = () =>
  state.boot.people.filter((one) => !one.deleted).map((one) => ({ key: one.id, label: one.name, detail: one.title, value: one.id }));

const channels = (kinds) =>
  state.conversations
    .filter((one) => kinds.includes(one.kind) && !one.archived)
    .map((one) => ({ key: one.id, label: `#${one.name}`, value: one.id }));

/** The part of the value's name that tells the kinds apart: selected_user, selected_channels, … */
const SOURCES = {
  users_select: { name: "user", list: people },
  channels_select: { name: "channel", list: () => channels(["channel"]) },
  conversations_select: { name: "conversation", list: () => channels(["channel", "private"]) },
};

/**
 * @param {any} element a select of any kind
 * @returns {{one: string, many: string, initial: string, initialMany: string, groups: Group[]}}
 */
export function source(element) {
  const kind = element.type.replace(/^multi_/, "");
  const { name, list } = SOURCES[kind] ?? { name: "option", list: null };
  return {
    one: `selected_${name}`,
    many: `selected_${name}s`,
    initial: `initial_${name}`,
    initialMany: `initial_${name}s`,
    groups: list ? [{ heading: "", choices: list() }] : given(element),
  };
}

function given(element) {
  if (!element.option_groups) return [{ heading: "", choices: (element.options ?? []).map(byOption) }];
  return element.option_groups.map((group) => ({ heading: group.label.text, choices: group.options.map(byOption) }));
}

/** @param {any} value an option object or an id */
export const keyOf = (value) => (value && typeof value === "object" ? value.value : (value ?? ""));
