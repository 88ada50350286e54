/** What is new in the conversation and the thread one looks at, since one looked last. @module */
import { timeline, state } from "../workspace/store.js";
import { plainWords } from "../text/plaintext.js";

export class News {
  constructor() {
    /** How each message was. @type {Map<string, string>} */
    this.prints = new Map();
    /** How much there is to read in the message that `look` gave last. */
    this.words = 0;
  }

  /** @returns {string|undefined} the ts of the last message in sight that is new or not as it was */
  look() {
    const { channel, thread } = state.place;
    let last;
    for (const message of [...timeline(channel).messages, ...(thread ? timeline(channel, thread).messages : [])]) {
      const key = `${message.channel} ${message.ts}`;
      const print = JSON.stringify([message.text, message.blocks, message.reactions, message.reply_count]);
      if (this.prints.get(key) !== print) last = message;
      this.prints.set(key, print);
    }
    this.words = last ? plainWords(last).length : 0;
    return last?.ts;
  }
}
