/** The messages of one conversation or thread, in order, as far as they are loaded. @module */

/** Slack's timestamps order messages; they are numbers written as text. */
const order = (one, other) => Number(one.ts) - Number(other.ts) || (one.ts < other.ts ? -1 : 1);

/** @typedef {{message?: any, fresh?: boolean, gone?: string}} Change a message that came or changed, or the ts of one that went */

export class Timeline {
  /** @param {string} key @param {string} channel @param {string} thread the root's ts, empty for the conversation itself */
  constructor(key, channel, thread) {
    this.key = key;
    this.channel = channel;
    this.thread = thread;
    /** @type {any[]} oldest first */
    this.messages = [];
    this.hasMore = false;
    this.loaded = false;
    /** Pages under way, and what happened since the first of them was asked for. */
    this.waiting = 0;
    /** @type {Change[]} */
    this.missed = [];
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

  /**
   * Takes the newest page from the server. What happened while it was on its way may not be in it and is
   * done again.
   * @param {() => Promise<any>} ask
   */
  async load(ask) {
    if (!this.waiting) this.missed = [];
    this.waiting += 1;
    try {
      const { messages, has_more: hasMore } = await ask();
      this.messages = messages.toSorted(order);
      this.hasMore = Boolean(hasMore);
      this.loaded = true;
      this.missed.forEach((change) => this.apply(change));
    } finally {
      this.waiting -= 1;
    }
  }

  /** @param {Change} change @returns {boolean} whether there is something new to see */
  hear(change) {
    if (this.waiting) this.missed.push(change);
    return this.loaded && this.apply(change);
  }

  apply({ message, fresh, gone }) {
    if (gone) return this.drop(gone);
    // A message further back than what is loaded would stand alone, as if nothing lay between.
    if (this.find(message.ts) || (fresh && !this.isFurtherBack(message))) return this.put(message);
    return false;
  }

  /** Whether a message belongs to a page that is still to be loaded: the stream may run behind the newest page. */
  isFurtherBack(message) {
    const oldest = this.oldest();
    return this.hasMore && oldest !== undefined && order(message, oldest) < 0;
  }

  /** Adds a page of earlier messages. */
  prepend({ messages, has_more: hasMore }) {
    const known = new Set(this.messages.map((one) => one.ts));
    this.messages = [...messages.filter((one) => !known.has(one.ts)), ...this.messages].sort(order);
    this.hasMore = Boolean(hasMore);
  }

  /** Adds a message or replaces the same one. */
  put(message) {
    const index = this.messages.findIndex((one) => one.ts === message.ts);
    if (index >= 0) this.messages = this.messages.with(index, message);
    // Nearly always the newest: then nothing has to be put in order.
    else if (!this.messages.length || order(this.messages.at(-1), message) < 0) this.messages = [...this.messages, message];
    else this.messages = [...this.messages, message].sort(order);
    return true;
  }

  /** @param {string} ts */
  drop(ts) {
    const known = Boolean(this.find(ts));
    this.messages = this.messages.filter((one) => one.ts !== ts);
    return known;
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
