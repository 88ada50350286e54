/** The tour: the server plays a story step by step; this bar says what happens and turns the page to it. @module */
import { fill, h } from "./dom.js";
import { nextStep, startTour } from "./api.js";
import { announce } from "./announce.js";
import { icon } from "./icons.js";
import { notice } from "./notices.js";
import { avatar, person } from "./people.js";
import { goTo } from "./places.js";
import { listen, room, state } from "./store.js";

/** Time to read: a calm 15 characters a second, after a moment to look around. */
const LOOK_MS = 2500;
const READ_MS = 65;

export class Tour {
  /** @param {HTMLElement} slot @param {() => {spot: (ts?: string) => void}} lists the list of messages one looks at */
  constructor(slot, lists) {
    this.slot = slot;
    this.lists = lists;
    this.step = null;
    this.playing = false;
    this.busy = false;
    this.done = false;
    this.timer = 0;
    /** How each message was when the tour last looked. @type {Map<string, string>} */
    this.prints = new Map();
    this.el = h("section", { class: "tour", "aria-label": "Tour" });
    this.follow = new MutationObserver(() => this.settle());
    // The stream tells where something is about to happen, the answer to "next" where it has happened.
    listen("tour", (step) => this.announced(step));
  }

  get steps() {
    return state.boot.tour?.steps ?? [];
  }

  /** @param {{play: boolean}} how */
  async start({ play }) {
    await this.attempt(async () => {
      this.step = await startTour();
      this.done = false;
      this.playing = play;
      this.slot.append(this.el);
      document.body.classList.add("touring");
      this.follow.observe(document.body, { subtree: true, attributeFilter: ["open"] });
      this.settle();
      this.draw();
    });
    if (this.step) await this.next();
  }

  async next() {
    if (this.busy) return;
    if (this.done) {
      this.stop();
      return;
    }
    clearTimeout(this.timer);
    await this.attempt(async () => {
      const step = await nextStep();
      this.done = Boolean(step.done) || step.index >= this.steps.length - 1;
      if (!step.caption) return;
      this.say(step);
      await this.turnTo(step);
      if (!step.focus?.home) this.lists().spot(this.whereItHappened());
    });
    this.schedule();
  }

  /** Runs something of the tour; a failure is shown and stops the playing, not the page. */
  async attempt(work) {
    this.busy = true;
    this.draw();
    try {
      await work();
    } catch (error) {
      this.playing = false;
      notice(`The tour stopped: ${error.message}`, "error");
    } finally {
      this.busy = false;
      this.draw();
    }
  }

  /** The last message in sight that is new or not as it was before this step. */
  whereItHappened() {
    const { channel, thread } = state.place;
    let last;
    for (const message of [...room(channel).messages, ...(thread ? room(channel, thread).messages : [])]) {
      const key = `${message.channel} ${message.ts}`;
      const print = JSON.stringify([message.text, message.blocks, message.reactions, message.reply_count]);
      if (this.prints.get(key) !== print) last = message.ts;
      this.prints.set(key, print);
    }
    return last;
  }

  schedule() {
    clearTimeout(this.timer);
    if (!this.playing || this.busy) return;
    if (this.done) {
      this.playing = false;
      this.draw();
      return;
    }
    this.timer = setTimeout(() => this.next(), LOOK_MS + READ_MS * (this.step?.caption?.length ?? 0));
  }

  toggle() {
    this.playing = !this.playing;
    this.draw();
    if (this.playing) this.next();
    else clearTimeout(this.timer);
  }

  stop() {
    clearTimeout(this.timer);
    this.follow.disconnect();
    this.playing = false;
    this.step = null;
    this.slot.style.minHeight = "";
    this.el.remove();
    document.body.classList.remove("touring");
    document.getElementById("composer")?.focus();
  }

  /** The page goes there first, so that one sees it happen. App Home waits: to look at it is to open it. */
  async announced(step) {
    if (!this.el.isConnected || step.index === this.step?.index) return;
    this.say(step);
    if (!step.focus?.home) await this.turnTo(step);
  }

  /** Shows what is going on. The same step comes from the stream and as an answer; it is said once. */
  say(step) {
    const news = step.caption !== this.step?.caption || step.index !== this.step?.index;
    this.step = step;
    this.draw();
    if (news) announce(`${step.index + 1} of ${this.steps.length}. ${step.caption}`);
  }

  async turnTo(step) {
    const { channel, thread_ts: thread, home } = step.focus ?? {};
    const there = JSON.stringify([step.as, step.focus]);
    if (this.at === there && !home && state.as === step.as) return;
    this.at = there;
    await goTo({ as: step.as, channel: channel ?? undefined, thread: thread ?? undefined, home: Boolean(home) });
  }

  /** A modal makes everything outside of it unreachable, so the bar moves into it while it is open. */
  settle() {
    const dialog = document.querySelector("dialog.modal[open]");
    const place = dialog ?? this.slot;
    if (this.el.parentElement === place) return;
    // The page behind must not jump while the bar is away.
    this.slot.style.minHeight = dialog ? `${this.slot.offsetHeight}px` : "";
    const held = this.el.contains(document.activeElement) ? document.activeElement.dataset.control : "";
    place.prepend(this.el);
    if (held) this.focus(held);
  }

  focus(control) {
    this.el.querySelector(`[data-control="${control}"]`)?.focus();
  }

  draw() {
    if (!this.el.isConnected) return;
    const held = this.el.contains(document.activeElement) ? document.activeElement.dataset.control : "";
    const index = this.step?.index ?? -1;
    const who = person(this.step?.as);
    fill(
      this.el,
      h("div", { class: "tour-progress", role: "img", "aria-label": `Step ${index + 1} of ${this.steps.length}` },
        this.steps.map((_, at) => h("span", { class: at < index ? "past" : at === index ? "now" : "" }))),
      h("div", { class: "tour-row" },
        who && avatar(who),
        h("div", { class: "tour-text" },
          h("p", { class: "tour-caption", dir: "auto" }, this.step?.caption ?? state.boot.tour?.title),
          h("p", { class: "tour-meta" }, [`${Math.max(index + 1, 0)} of ${this.steps.length}`, who && `as ${who.name}`, this.done && "the end"].filter(Boolean).join(" · "))),
        this.controls()),
    );
    if (held) this.focus(held);
  }

  controls() {
    const tool = (control, name, label, run) =>
      h("button", { type: "button", class: "bare", "aria-label": label, title: label, data: { control }, onclick: run }, icon(name));
    const next = this.done ? "Finish" : "Next";
    // A thread or modal that opens takes the focus; who presses Next wants to press it again.
    const advance = async () => {
      await this.next();
      this.focus("next");
    };
    return h("div", { class: "tour-controls" },
      !this.done && tool("play", this.playing ? "pause" : "play", this.playing ? "Pause" : "Play", () => this.toggle()),
      h("button", { type: "button", class: "button primary small", data: { control: "next" }, "aria-busy": String(this.busy), onclick: advance }, next),
      tool("stop", "close", "Stop the tour", () => this.stop()));
  }
}
