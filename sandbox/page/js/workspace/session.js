/** Being one person: the live stream, loading, and what each event of the stream changes. @module */
import { actingAs, boot as loadBoot } from "./api.js";
import { notice } from "../controls/notices.js";
import { keyOf, listen, timeline, state, tell, tellSoon } from "./store.js";
import { Stream } from "./stream.js";

const PAGE = 50;
const KEPT_TRAFFIC = 1000;

/** Events that arrive while a switch of person is under way; they are applied after it. @type {any[]|null} */
let held = null;

/** How many counts of unread messages the stream has brought. */
let counts = 0;

export const stream = new Stream({
  event: (event) => (held ? held.push(event) : apply(event)),
  link: (up, again) => {
    tell("link", up);
    // Whatever was said during the cut is fetched, not hoped for.
    if (up && again && !held) quietly(reloadAll());
  },
});

/** The calls of the acting person. */
export const mine = () => actingAs(state.as);

/** Takes the company from the server. */
export async function loadCompany() {
  state.boot = await loadBoot();
  setClock(state.boot.now);
}

/** @param {number} seconds the time in the workspace */
function setClock(seconds) {
  state.clockSkew = seconds - Date.now() / 1000;
}

/**
 * Becomes another person. Everything of the person before is forgotten at once, never mixed.
 * @param {string} user @returns {Promise<boolean>} false when a later switch overtook this one
 */
export async function actAs(user) {
  const epoch = ++state.epoch;
  held = [];
  const found = await meet(user).catch((error) => {
    if (epoch === state.epoch) held = null;
    throw error;
  });
  if (epoch !== state.epoch) return false;
  const [{ conversations }, { views }] = found;
  Object.assign(state, { as: user, conversations, modals: views, home: undefined });
  state.timelines.clear();
  const missed = held;
  held = null;
  tell("person");
  tell("modals");
  missed.forEach(apply);
  return true;
}

/** Listens first and asks then, so that nothing falls between. */
async function meet(user) {
  await stream.follow(user);
  const as = actingAs(user);
  return Promise.all([as.conversations(), as.modals()]);
}

/** @param {string} channel @param {string} [thread] */
export async function loadRoom(channel, thread = "") {
  const one = timeline(channel, thread);
  await one.load(() => mine().messages({ channel, thread_ts: thread || undefined, limit: PAGE }));
  // After a switch of person this timeline belongs to nobody any more.
  if (state.timelines.get(one.key) === one) tell("timeline", one);
}

/** @param {import("./timeline.js").Timeline} which */
export async function loadEarlier(which) {
  const epoch = state.epoch;
  const before = which.oldest()?.ts;
  const page = await mine().messages({ channel: which.channel, thread_ts: which.thread || undefined, before, limit: PAGE });
  if (epoch !== state.epoch) return;
  which.prepend(page);
  tell("timeline", which);
}

export async function loadHome() {
  const epoch = state.epoch;
  const before = state.home;
  const { view } = await mine().home();
  // What the app published meanwhile came over the stream and is newer than this answer.
  if (epoch !== state.epoch || state.home !== before) return;
  state.home = view ?? null;
  tell("home");
}

async function loadConversations() {
  const { epoch } = state;
  const counted = counts;
  const [{ conversations }] = await Promise.all([mine().conversations(), loadCompany()]);
  if (epoch !== state.epoch) return;
  // A count that came meanwhile may be newer than this answer.
  if (counted !== counts) {
    await loadConversations();
    return;
  }
  state.conversations = conversations;
  tell("conversations");
}

async function reloadAll() {
  const { channel, thread, tab } = state.place;
  const before = state.modals;
  const { views } = await mine().modals();
  if (state.modals === before) state.modals = views;
  tell("modals");
  await loadConversations();
  if (channel) await loadRoom(channel);
  if (thread) await loadRoom(channel, thread);
  if (tab === "home") await loadHome();
}

/** Tells the server how far the person has read, when the person really looks. */
export function markRead() {
  const { channel, tab } = state.place;
  const looked = state.conversations.find((one) => one.id === channel);
  const newest = timeline(channel).newest();
  if (!looked?.unread || !newest || tab !== "messages" || document.hidden) return;
  looked.unread = 0;
  looked.mentions = 0;
  tell("conversations");
  quietly(mine().read({ channel, ts: newest.ts }));
}

/** Waits for nothing; what fails is shown. @param {Promise<any>} work */
export function quietly(work) {
  work.catch((error) => notice(error.message, "error"));
}

const EFFECTS = {
  message: ({ message }) => arrive(message, true),
  ephemeral: ({ message }) => arrive({ ...message, ephemeral: true }, true),
  changed: ({ message }) => arrive(message, false),
  deleted: ({ channel, ts }) => {
    for (const one of state.timelines.values()) if (one.channel === channel) change(one, { gone: ts });
  },
  modals: ({ views }) => {
    state.modals = views;
    tell("modals");
  },
  home: ({ view }) => {
    state.home = view ?? null;
    tell("home");
  },
  unread: ({ channel, unread, mentions }) => {
    counts += 1;
    const one = state.conversations.find((other) => other.id === channel);
    if (!one) return;
    Object.assign(one, { unread, mentions });
    tellSoon("conversations");
    if (channel === state.place.channel) tellSoon("read");
  },
  conversations: () => tellSoon("company"),
  traffic: ({ entry }) => addTraffic([entry]),
  tour: (event) => tell("tour", event),
  time: (event) => {
    setClock(event.now);
    tell("time");
  },
  notice: ({ text, level }) => notice(text, level),
};

listen("read", () => markRead());
listen("company", () => quietly(loadConversations()));

function apply(event) {
  EFFECTS[event.type]?.(event);
}

/** @param {any[]} entries */
export function addTraffic(entries) {
  fresh.push(...entries);
  tellSoon("traffic");
}

/** Entries that came since the inspector was last drawn. */
const fresh = [];

/** What came since, put in its place. Whoever draws the traffic asks for it. */
export function gatherTraffic() {
  const known = new Map([...state.traffic, ...fresh.splice(0)].map((entry) => [entry.id, entry]));
  state.traffic = [...known.values()].sort((one, other) => one.id - other.id).slice(-KEPT_TRAFFIC);
}

listen("traffic", gatherTraffic);

function change(one, event) {
  if (one.hear(event)) tellSoon("timeline", one);
}

/** Puts a message where it is shown: in its conversation, or in its thread and, changed, at its root. */
function arrive(message, fresh) {
  const { channel, ts, thread_ts: thread } = message;
  const isReply = Boolean(thread) && thread !== ts;
  change(timeline(channel, isReply ? thread : ""), { message, fresh });
  if (!isReply && state.timelines.has(keyOf(channel, ts))) change(timeline(channel, ts), { message });
  if (!fresh) return;
  tell("arrived", { message, isReply });
  if (!isReply && channel === state.place.channel) tellSoon("read");
}
