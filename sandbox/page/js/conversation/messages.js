/** A list of messages that grows at both ends and keeps its place; of a long one only a window is in the page. @module */
import { fill, h, keyed } from "../controls/dom.js";
import { icon } from "../controls/icons.js";
import { drawMessage } from "./message.js";
import { loadEarlier } from "../workspace/session.js";
import { notice } from "../controls/notices.js";
import { arrows } from "../navigation/keyboard.js";
import { openThread } from "../navigation/places.js";
import { Rover } from "../navigation/rovingfocus.js";
import { dayKey, dayName } from "../workspace/time.js";
import { state, tellSoon } from "../workspace/store.js";

/** The same person within this time is shown without a new byline. */
const SAME_BREATH_S = 300;
/** This close to the end counts as reading along. */
const AT_END_PX = 60;
/** So many messages are in the page while one reads along; twice as many at the most while one looks back. */
const WINDOW = 100;
/** So many more come into the page when one looks further back. */
const STEP = 50;
/** So many new ones are drawn in one frame, the newest first; the others follow with the next frames. */
const AT_ONCE = 25;

export class MessageList {
  /** @param {{label: string, start?: () => Node|null}} what  start: shown above the very first message */
  constructor({ label, start }) {
    this.start = start;
    /** @type {import("../workspace/timeline.js").Timeline|null} */
    this.timeline = null;
    this.stick = true;
    this.loading = false;
    /** The ts of the first message of the window, while one looks back. */
    this.first = "";
    /** Which messages are in the page. @type {Set<string>} */
    this.inPage = new Set();
    this.head = h("div", { class: "log-head" });
    this.list = h("ol", { class: "log-list", "aria-label": label });
    this.jump = h("button", { type: "button", class: "jump", hidden: true, onclick: () => this.toEnd(true) }, icon("down"), "New messages");
    this.scroller = h("div", { class: "log" }, this.head, this.list);
    this.el = h("div", { class: "log-frame" }, this.scroller, this.jump);
    arrows(this.list, ".msg", { wrap: false });
    this.rover = new Rover(this.list, ".msg");
    this.list.addEventListener("keydown", (event) => this.enter(event));
    this.scroller.addEventListener("scroll", () => this.scrolled(), { passive: true });
    // When the composer grows or the window shrinks, the last message stays in sight.
    new ResizeObserver(() => this.stick && this.bottom()).observe(this.scroller);
  }

  /** @param {import("../workspace/timeline.js").Timeline} timeline */
  show(timeline) {
    if (timeline !== this.timeline) {
      this.timeline = timeline;
      this.stick = true;
      this.newest = undefined;
      this.inPage.clear();
      this.jump.hidden = true;
    }
    this.draw();
  }

  draw() {
    const { timeline } = this;
    const newest = timeline.messages.at(-1)?.ts;
    const grew = this.newest !== undefined && newest !== this.newest;
    const [from, to] = this.window();
    const held = this.stick ? null : this.hold();
    this.drawHead(from);
    keyed(this.list, rowsOf(timeline, from, to));
    this.rover.settle();
    this.whole = to === timeline.messages.length;
    if (this.stick) this.bottom();
    else held?.();
    if (grew && !this.stick) this.jump.hidden = false;
    this.newest = newest;
    this.first = timeline.messages[from]?.ts ?? "";
    this.inPage = new Set(timeline.messages.slice(from, to).map((one) => one.ts));
  }

  /** Which messages are in the page. */
  window() {
    const { messages } = this.timeline;
    const count = messages.length;
    if (this.stick) return [this.reach(messages), count];
    const from = Math.max(0, messages.findIndex((one) => one.ts >= this.first));
    return [from, Math.min(count, from + 2 * WINDOW)];
  }

  /** How far back the window reaches while one reads along: to be drawn at once it may not hold too much that is new. */
  reach(messages) {
    const least = Math.max(0, messages.length - WINDOW);
    let fresh = 0;
    for (let at = messages.length - 1; at >= least; at -= 1) {
      if (!this.inPage.has(messages[at].ts)) fresh += 1;
      if (fresh <= AT_ONCE) continue;
      tellSoon("timeline", this.timeline);
      return at + 1;
    }
    return least;
  }

  /** Remembers where a message in sight stands; calling the answer puts it there again. */
  hold() {
    const top = this.scroller.getBoundingClientRect().top;
    const anchor = [...this.list.querySelectorAll(".msg")].find((one) => one.getBoundingClientRect().bottom > top);
    if (!anchor) return null;
    const { ts } = anchor.dataset;
    const before = anchor.getBoundingClientRect().top;
    return () => {
      const after = this.node(ts)?.getBoundingClientRect().top;
      if (after !== undefined) this.scroller.scrollTop += after - before;
    };
  }

  node(ts) {
    return this.list.querySelector(`.msg[data-ts="${CSS.escape(ts)}"]`);
  }

  drawHead(from) {
    const { timeline } = this;
    if (!timeline.loaded) fill(this.head, h("p", { class: "hint" }, "Loading…"));
    else if (timeline.hasMore || from > 0) {
      fill(this.head, h("button", { type: "button", class: "button small", onclick: () => this.earlier() }, icon("up"), "Earlier messages"));
    } else fill(this.head, this.start?.());
  }

  async earlier() {
    const first = this.timeline.messages.findIndex((one) => one.ts === this.first);
    if (this.loading || (first <= 0 && !this.timeline.hasMore)) return;
    this.loading = true;
    this.stick = false;
    try {
      if (first <= 0) await loadEarlier(this.timeline);
      this.slide(-STEP);
    } catch (error) {
      notice(error.message, "error");
    } finally {
      this.loading = false;
    }
  }

  /** Moves the window by so many messages. */
  slide(by) {
    const { messages } = this.timeline;
    const at = messages.findIndex((one) => one.ts === this.first) + by;
    this.first = messages[Math.min(Math.max(at, 0), Math.max(0, messages.length - WINDOW))]?.ts ?? "";
    this.draw();
  }

  scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    const low = scrollHeight - scrollTop - clientHeight < AT_END_PX;
    this.stick = low && this.whole;
    if (this.stick) this.jump.hidden = true;
    else if (low && !this.loading) this.slide(STEP);
    if (scrollTop < 40 && scrollHeight > clientHeight + 200) this.earlier();
  }

  /** @param {boolean} [focus] */
  toEnd(focus = false) {
    this.stick = true;
    this.jump.hidden = true;
    this.draw();
    if (focus) [...this.list.querySelectorAll(".msg")].at(-1)?.focus();
  }

  bottom() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
  }

  /** Draws the eye to a message. @param {string} [ts] */
  spot(ts) {
    const node = ts && this.node(ts);
    if (!node) return;
    node.scrollIntoView({ block: "nearest" });
    node.classList.add("spot");
    node.addEventListener("animationend", () => node.classList.remove("spot"), { once: true });
  }

  enter(event) {
    if (event.key === "Enter" && event.target.matches(".msg") && !this.timeline.thread) openThread(event.target.dataset.ts);
  }
}

/** @param {import("../workspace/timeline.js").Timeline} timeline @param {number} from @param {number} to @returns {import("../controls/dom.js").Row[]} */
function rowsOf(timeline, from, to) {
  const rows = [];
  let before = null;
  for (const message of timeline.messages.slice(from, to)) {
    const day = dayKey(Number(message.ts));
    const sameDay = before && day === dayKey(Number(before.ts));
    if (!sameDay) rows.push({ key: `day ${day}`, stamp: [dayName(Number(message.ts))], draw: () => separator(dayName(Number(message.ts))) });
    const first = timeline.unreadFrom === message.ts;
    if (first) rows.push({ key: "unread", stamp: [], draw: () => separator("New", "unread") });
    const compact = Boolean(sameDay) && !first && inOneBreath(before, message);
    rows.push({
      key: message.ts,
      stamp: [message, compact, timeline.unfolded.has(message.ts), timeline.editing === message.ts || state.boot],
      draw: () => drawMessage(message, { timeline, compact }),
    });
    before = message;
  }
  return rows;
}

function inOneBreath(before, message) {
  const sameVoice = before.user === message.user && before.name === message.name && Boolean(before.bot) === Boolean(message.bot);
  const plain = !before.ephemeral && !message.ephemeral && !message.bot;
  return sameVoice && plain && Number(message.ts) - Number(before.ts) < SAME_BREATH_S;
}

function separator(text, extra = "") {
  return h("li", { class: `separator ${extra}`.trim() }, h("span", null, text));
}
