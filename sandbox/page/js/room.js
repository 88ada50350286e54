/** The messages of one conversation or thread, in order, as far as they are loaded. @module */

/** Slack's timestamps order messages; they are numbers written as text. */
const order = (one, other) => Number(one.ts) - Number(other.ts) || (one.ts < other.ts ? -1 : 1);

export class Room {
  /** @param {string} channel @param {string} thread the root's ts, empty for the conversation itself */
  constructor(channel, thread) {
    this.channel = channel;
    this.thread = thread;
    /** @type {any[]} oldest first */
    this.messages = [];
    this.hasMore = false;
    this.loaded = false;
    /** The first message that was unread when the person came here. */
    this.unreadFrom = "";
    /** The message being edited. */
    this.editing = "";
    /** What the edited message says by now. @type {string|null} */
    this.editText = null;
    this.editCaret = 0;
    /** What the person put into inputs of messages: ts → values. @type {Map<string, any>} */
    this.values = new Map();
    /** Messages the person unfolded with "Show more". @type {Set<string>} */
    this.unfolded = new Set();
  }

  /** Takes the newest page from the server. */
  renew({ messages, has_more: hasMore }) {
    this.messages = messages.toSorted(order);
    this.hasMore = Boolean(hasMore);
    this.loaded = true;
  }

  /** Adds a page of earlier messages. */
  prepend({ messages, has_more: hasMore }) {
    const known = new Set(this.messages.map((one) => one.ts));
    this.messages = [...messages.filter((one) => !known.has(one.ts)), ...this.messages].sort(order);
    this.hasMore = Boolean(hasMore);
  }

  /** Adds a message or replaces the same one. @returns {boolean} whether it is new */
  put(message) {
    const index = this.messages.findIndex((one) => one.ts === message.ts);
    if (index >= 0) {
      this.messages = this.messages.with(index, message);
      return false;
    }
    this.messages = [...this.messages, message].sort(order);
    return true;
  }

  /** @param {string} ts */
  drop(ts) {
    this.messages = this.messages.filter((one) => one.ts !== ts);
  }

  /** @param {string} ts */
  find(ts) {
    return this.messages.find((one) => one.ts === ts);
  }

  /** @returns {any|undefined} the newest message that others see too */
  newest() {
    return this.messages.findLast((one) => !one.ephemeral);
  }

  /** @returns {any|undefined} */
  oldest() {
    // A thread's root always comes along and says nothing about how far the replies are loaded.
    return this.messages.find((one) => one.ts !== this.thread);
  }
}
