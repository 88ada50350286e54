/**
 * What the page knows, and who wants to hear when it changes. One acting person at a time;
 * `epoch` grows with each switch, so that an answer meant for the person before is dropped.
 * @module
 */
import { Timeline } from "./timeline.js";

export const state = {
  /** @type {any} the company, from /client/boot */
  boot: null,
  /** @type {string} the acting person */
  as: "",
  epoch: 0,
  /** @type {any[]} */
  conversations: [],
  /** Where the person looks. @type {{channel: string, tab: "messages"|"home", thread: string}} */
  place: { channel: "", tab: "messages", thread: "" },
  /** @type {Map<string, Timeline>} */
  timelines: new Map(),
  /** @type {any[]} bottom to top */
  modals: [],
  /** @type {any} the published App Home, null when nothing is published, undefined when not asked yet */
  home: undefined,
  /** @type {any[]} */
  traffic: [],
  /** The sandbox's clock minus this computer's, in seconds. */
  clockSkew: 0,
};

/** @typedef {"person"|"conversations"|"place"|"timeline"|"modals"|"home"|"traffic"|"link"|"tour"|"time"|"arrived"|"read"|"company"} Topic */

/** @type {Map<Topic, Set<Function>>} */
const listeners = new Map();

/** @param {Topic} topic @param {(detail?: any) => void} listener */
export function listen(topic, listener) {
  if (!listeners.has(topic)) listeners.set(topic, new Set());
  listeners.get(topic).add(listener);
}

/** @param {Topic} topic @param {any} [detail] */
export function tell(topic, detail) {
  for (const listener of listeners.get(topic) ?? []) listener(detail);
}

/** What is told with the next frame: topic → its details, each once. @type {Map<Topic, Set<any>>} */
const soon = new Map();

/**
 * Tells with the next frame, once however often it is asked for: a burst of messages is drawn once, not once for each.
 * @param {Topic} topic @param {any} [detail]
 */
export function tellSoon(topic, detail) {
  if (!soon.size) requestAnimationFrame(tellNow);
  if (!soon.has(topic)) soon.set(topic, new Set());
  soon.get(topic).add(detail);
}

/** Tells at once what waits for the next frame, so that what follows finds it drawn. */
export function tellNow() {
  const due = [...soon];
  soon.clear();
  for (const [topic, details] of due) for (const detail of details) tell(topic, detail);
}

/** @param {string} channel @param {string} thread */
export const keyOf = (channel, thread) => `${channel}/${thread}`;

/**
 * The messages of a conversation or, with a thread, of its replies.
 * @param {string} channel @param {string} [thread]
 * @returns {Timeline}
 */
export function timeline(channel, thread = "") {
  const key = keyOf(channel, thread);
  if (!state.timelines.has(key)) state.timelines.set(key, new Timeline(key, channel, thread));
  return state.timelines.get(key);
}

/** @returns {any|undefined} the conversation the person looks at */
export function here() {
  return state.conversations.find((one) => one.id === state.place.channel);
}

/** @returns {number} seconds, by the sandbox's clock */
export function now() {
  return Date.now() / 1000 + state.clockSkew;
}
