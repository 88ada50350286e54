/** A list of messages that grows at both ends and keeps its place. @module */
import { fill, h, keyed } from "./dom.js";
import { icon } from "./icons.js";
import { drawMessage } from "./message.js";
import { loadEarlier } from "./session.js";
import { notice } from "./notices.js";
import { arrows } from "./keyboard.js";
import { openThread } from "./places.js";
import { dayKey, dayName } from "./time.js";
import { state } from "./store.js";

/** The same person within this time is shown without a new byline. */
const SAME_BREATH_S = 300;
/** This close to the end counts as reading along. */
const AT_END_PX = 60;

export class MessageList {
  /** @param {{label: string, start?: () => Node|null}} what  start: shown above the very first message */
  constructor({ label, start }) {
    this.start = start;
    /** @type {import("./room.js").Room|null} */
    this.room = null;
    this.stick = true;
    this.loading = false;
    this.head = h("div", { class: "log-head" });
    this.list = h("ol", { class: "log-list", "aria-label": label });
    this.jump = h("button", { type: "button", class: "jump", hidden: true, onclick: () => this.toEnd(true) }, icon("down"), "New messages");
    this.scroller = h("div", { class: "log" }, this.head, this.list);
    this.el = h("div", { class: "log-frame" }, this.scroller, this.jump);
    arrows(this.list, ".msg", { wrap: false });
    this.list.addEventListener("focusin", (event) => this.rove(event.target.closest(".msg")));
    this.list.addEventListener("keydown", (event) => this.enter(event));
    this.scroller.addEventListener("scroll", () => this.scrolled(), { passive: true });
    // When the composer grows or the window shrinks, the last message stays in sight.
    new ResizeObserver(() => this.stick && this.toEnd()).observe(this.scroller);
  }

  /** @param {import("./room.js").Room} room */
  show(room) {
    if (room !== this.room) {
      this.room = room;
      this.stick = true;
      this.jump.hidden = true;
    }
    this.draw();
  }

  draw() {
    const { room } = this;
    const newest = room.messages.at(-1)?.ts;
    const grew = this.newest !== undefined && newest !== this.newest && this.drawnRoom === room;
    const fromEnd = this.scroller.scrollHeight - this.scroller.scrollTop;
    this.drawHead();
    keyed(this.list, rowsOf(room));
    this.rove(this.list.querySelector(".msg[tabindex='0']") ?? [...this.list.querySelectorAll(".msg")].at(-1));
    if (this.stick) this.toEnd();
    else if (this.first !== room.messages[0]?.ts) this.scroller.scrollTop = this.scroller.scrollHeight - fromEnd;
    else if (grew) this.jump.hidden = false;
    this.newest = newest;
    this.first = room.messages[0]?.ts;
    this.drawnRoom = room;
  }

  drawHead() {
    const { room } = this;
    if (!room.loaded) fill(this.head, h("p", { class: "hint" }, "Loading…"));
    else if (room.hasMore) {
      fill(this.head, h("button", { type: "button", class: "button small", onclick: () => this.earlier() }, icon("up"), "Earlier messages"));
    } else fill(this.head, this.start?.());
  }

  async earlier() {
    if (this.loading || !this.room.hasMore) return;
    this.loading = true;
    this.stick = false;
    try {
      await loadEarlier(this.room);
    } catch (error) {
      notice(error.message, "error");
    } finally {
      this.loading = false;
    }
  }

  scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    this.stick = scrollHeight - scrollTop - clientHeight < AT_END_PX;
    if (this.stick) this.jump.hidden = true;
    if (scrollTop < 40 && scrollHeight > clientHeight + 200) this.earlier();
  }

  /** @param {boolean} [focus] */
  toEnd(focus = false) {
    this.stick = true;
    this.jump.hidden = true;
    this.scroller.scrollTop = this.scroller.scrollHeight;
    if (focus) [...this.list.querySelectorAll(".msg")].at(-1)?.focus();
  }

  /** Draws the eye to a message. @param {string} [ts] */
  spot(ts) {
    const node = ts && this.list.querySelector(`.msg[data-ts="${CSS.escape(ts)}"]`);
    if (!node) return;
    node.scrollIntoView({ block: "nearest" });
    node.classList.add("spot");
    node.addEventListener("animationend", () => node.classList.remove("spot"), { once: true });
  }

  /** One message is in the tab order; the arrow keys reach the others. */
  rove(message) {
    if (!message) return;
    for (const other of this.list.querySelectorAll(".msg[tabindex='0']")) other.tabIndex = -1;
    message.tabIndex = 0;
  }

  enter(event) {
    if (event.key === "Enter" && event.target.matches(".msg") && !this.room.thread) openThread(event.target.dataset.ts);
  }
}

/** @param {import("./room.js").Room} room @returns {import("./dom.js").Row[]} */
function rowsOf(room) {
  const rows = [];
  let before = null;
  for (const message of room.messages) {
    const day = dayKey(Number(message.ts));
    const sameDay = before && day === dayKey(Number(before.ts));
    if (!sameDay) rows.push({ key: `day ${day}`, stamp: [dayName(Number(message.ts))], draw: () => separator(dayName(Number(message.ts))) });
    const first = room.unreadFrom === message.ts;
    if (first) rows.push({ key: "unread", stamp: [], draw: () => separator("New", "unread") });
    const compact = Boolean(sameDay) && !first && inOneBreath(before, message);
    rows.push({
      key: message.ts,
      stamp: [message, compact, room.unfolded.has(message.ts), room.editing === message.ts || state.boot],
      draw: () => drawMessage(message, { room, compact }),
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
