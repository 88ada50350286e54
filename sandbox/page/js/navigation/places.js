/** Where the person is: going there, and the address in the bar that leads back to it. @module */
import { followBack, visit } from "./back.js";
import { actAs, loadHome, loadRoom, markRead, quietly } from "../workspace/session.js";
import { actors } from "../workspace/people.js";
import { here, timeline, state, tell } from "../workspace/store.js";

/** @typedef {{as?: string, channel?: string, thread?: string, home?: boolean}} Address */

/** @returns {Address} */
export function readAddress() {
  const parts = new URLSearchParams(location.hash.slice(1));
  return {
    as: parts.get("as") ?? undefined,
    channel: parts.get("channel") ?? undefined,
    thread: parts.get("thread") ?? undefined,
    home: parts.has("home"),
  };
}

/** @param {Address} address */
export function addressOf({ as = state.as, channel, thread, home }) {
  const parts = [`as=${as}`, channel && `channel=${channel}`, thread && `thread=${thread}`, home && "home"];
  return `#${parts.filter(Boolean).join("&")}`;
}

function writeAddress() {
  const { channel, thread, tab } = state.place;
  const address = addressOf({ channel, thread, home: tab === "home" });
  visit(address);
}

let latest = 0;

/**
 * Goes to a place, as another person if asked. What is not named stays, except the thread.
 * A later call overtakes an earlier one that is still loading.
 * @param {Address} address
 */
export async function goTo(address) {
  const turn = ++latest;
  const as = address.as ? knownPerson(address.as) : state.as;
  if (as !== state.as && !(await actAs(as))) return;
  if (turn !== latest) return;
  const target = findConversation(address);
  const moved = target.id !== state.place.channel;
  state.place = {
    channel: target.id,
    tab: address.home && target.kind === "app" ? "home" : "messages",
    thread: address.thread ?? "",
  };
  tell("place", { moved });
  writeAddress();
  await load(target);
}

/** Loads what is shown now. It is always asked again: a cached page may be behind. */
async function load(target) {
  const { channel, thread, tab } = state.place;
  const one = timeline(channel);
  const unread = target.unread ?? 0;
  await Promise.all([loadRoom(channel), thread && loadRoom(channel, thread), tab === "home" && loadHome()]);
  one.unreadFrom = unread ? (one.messages.filter((message) => !message.ephemeral).at(-unread)?.ts ?? "") : "";
  tell("timeline", one);
  markRead();
}

function knownPerson(id) {
  const all = actors();
  const found = all.find((one) => one.id === id || one.handle === id);
  return (found ?? all[0]).id;
}

function findConversation({ channel, home }) {
  const app = state.conversations.find((one) => one.kind === "app");
  const wanted = channel ?? (home ? app?.id : state.place.channel);
  const found = state.conversations.find((one) => one.id === wanted || one.name === wanted);
  const waiting = state.conversations.find((one) => one.unread && !one.archived);
  return found ?? waiting ?? app ?? state.conversations[0] ?? { id: "", kind: "channel", name: "" };
}

/** Opens a thread beside the conversation, or closes it with an empty ts. @param {string} thread */
export function openThread(thread) {
  state.place = { ...state.place, thread };
  tell("place", { moved: false });
  writeAddress();
  if (thread) quietly(loadRoom(state.place.channel, thread));
}

/** @param {"messages"|"home"} tab */
export function openTab(tab) {
  quietly(goTo({ channel: here().id, home: tab === "home" }));
}

/** Follows the browser's back button and links with an address. */
export function followAddress() {
  const go = () => {
    const address = readAddress();
    const here = addressOf({ channel: state.place.channel, thread: state.place.thread, home: state.place.tab === "home" });
    if (location.hash && location.hash !== here) quietly(goTo(address));
  };
  followBack(go);
}
