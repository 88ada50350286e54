/** Reads new messages of the conversation one looks at to those who listen. @module */
import { announce } from "../controls/announce.js";
import { nameOf } from "../workspace/people.js";
import { listen, state } from "../workspace/store.js";
import { plainWords } from "../text/plaintext.js";

const MOST = 240;

export function readAloud() {
  listen("arrived", ({ message, isReply }) => {
    const { channel, thread } = state.place;
    const inSight = message.channel === channel && (!isReply || thread === message.thread_ts);
    if (!inSight || (message.user === state.as && !message.ephemeral)) return;
    const only = message.ephemeral ? " (only visible to you)" : "";
    announce(`${message.name ?? nameOf(message.user)}${only}: ${plainWords(message).slice(0, MOST)}`);
  });
}
