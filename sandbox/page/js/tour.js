/** The tour: the server plays a story step by step; this bar says what happens and turns the page to it. @module */
import { fill, h } from "./dom.js";
import { nextStep, startTour, stopTour } from "./api.js";
import { announce } from "./announce.js";
import { openTime } from "./clock.js";
import { icon } from "./icons.js";
import { notice } from "./notices.js";
import { avatar, person } from "./people.js";
import { goTo } from "./places.js";
import { quietly } from "./session.js";
import { listen, now, room, state } from "./store.js";
import { weekTime } from "./time.js";
import { plainWords } from "./words.js";

/** When it plays by itself: a calm 15 characters a second, after a moment to look around. */
const LOOK_MS = 2500;
const READ_MS = 65;
/** Nobody reads all of a long message before going on. */
const MOST_READ = 220;

export class Tour {
  /**
   * @param {HTMLElement} slot
   * @param {{lists: () => {spot: (ts?: string) => void}, begin: (text: string) => void}} page
   *   lists: the list of messages one looks at; begin: starts a text in the composer
   */
  constructor(slot, page) {
    this.slot = slot;
    this.page = page;
    this.step = null;
    this.playing = false;
    this.busy = false;
    /** Next was pressed while a step was still being played. */
    this.wanted = false;
    /** The story is told, and the bar says what one could do now. */
    this.ended = false;
    this.timer = 0;
    this.newWords = 0;
    /** How each message was when the tour last looked. @type {Map<string, string>} */
    this.prints = new Map();
    this.el = h("section", { class: "tour", "aria-label": "Tour" });
    this.follow = new MutationObserver(() => this.settle());
    // The stream tells where something is about to happen, the answer to "next" where it has happened.
    listen("tour", (step) => this.announced(step));
    listen("time", () => this.draw());
  }

  get story() {
    return state.boot.tour;
  }

  get steps() {
    return this.story.steps;
  }

  get last() {
    return (this.step?.index ?? -1) >= this.steps.length - 1;
  }

  async start() {
    clearTimeout(this.timer);
    this.ended = this.playing = false;
    this.show();
    await this.attempt(async () => this.take(await startTour()));
    if (this.step) await this.next();
  }

  /** After a reload: the story goes on where it was. */
  resume() {
    this.step = this.story?.step ?? null;
    if (!this.step) return;
    this.show();
    this.whereItHappened();
    this.focus("next");
  }

  show() {
    this.slot.append(this.el);
    document.body.classList.add("touring");
    this.follow.observe(document.body, { subtree: true, attributeFilter: ["open"] });
    this.settle();
    this.draw();
    this.focus("next");
  }

  /** Takes what the server says of the story. */
  take(story) {
    state.boot.tour = story;
    this.step = story.step;
  }

  async next() {
    if (this.busy) {
      this.wanted = true;
      return;
    }
    if (this.ended) {
      this.stop();
      return;
    }
    if (this.last) {
      this.end();
      return;
    }
    clearTimeout(this.timer);
    this.wanted = false;
    await this.attempt(() => this.advance());
    if (this.wanted) await this.next();
    else this.schedule();
  }

  async advance() {
    const story = await nextStep();
    const { step, restarted } = story;
    this.take(story);
    if (restarted) {
      notice("Something changed that this step needed, so the tour starts a new story.", "warning");
      this.at = "";
      await this.advance();
      return;
    }
    if (!step) return;
    this.say(step);
    await this.turnTo(step);
    const spot = this.whereItHappened();
    if (!step.focus?.home) this.page.lists().spot(spot);
    // A thread or modal that opens takes the focus; whoever goes on by key wants to press the same key again.
    this.focus("next");
  }

  /** Runs something of the tour; a failure is shown and stops the playing, not the page. */
  async attempt(work) {
    this.busy = true;
    this.draw();
    try {
      await work();
    } catch (error) {
      this.playing = this.wanted = false;
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
    this.newWords = 0;
    for (const message of [...room(channel).messages, ...(thread ? room(channel, thread).messages : [])]) {
      const key = `${message.channel} ${message.ts}`;
      const print = JSON.stringify([message.text, message.blocks, message.reactions, message.reply_count]);
      if (this.prints.get(key) !== print) {
        last = message.ts;
        this.newWords = plainWords(message).length;
      }
      this.prints.set(key, print);
    }
    return last;
  }

  schedule() {
    clearTimeout(this.timer);
    if (!this.playing || this.busy) return;
    if (this.last) {
      this.playing = false;
      this.draw();
      return;
    }
    const { caption = "", act = "" } = this.step ?? {};
    const length = caption.length + act.length + Math.min(this.newWords, MOST_READ);
    this.timer = setTimeout(() => this.next(), LOOK_MS + READ_MS * length);
  }

  toggle() {
    this.playing = !this.playing;
    this.draw();
    if (this.playing) this.next();
    else clearTimeout(this.timer);
  }

  end() {
    this.ended = true;
    this.playing = false;
    clearTimeout(this.timer);
    this.draw();
    announce(`The end. Three things to try: ${this.story.tries.map((one) => one.text).join(" ")}`);
    this.focus("next");
  }

  stop() {
    clearTimeout(this.timer);
    this.follow.disconnect();
    this.playing = this.wanted = false;
    this.step = null;
    this.at = "";
    quietly(stopTour().then((story) => (state.boot.tour = story)));
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
    const news = step.caption !== this.said;
    this.said = step.caption;
    this.step = step;
    this.draw();
    if (news) announce(`${step.index + 1} of ${this.steps.length}. ${step.caption} ${this.act(step)}`);
  }

  /** What the person of a step does, in a sentence. */
  act({ act, as }) {
    return act ? `${person(as)?.name ?? ""} ${act}` : "";
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
    fill(
      this.el,
      h("div", { class: "tour-progress", role: "img", "aria-label": `Step ${index + 1} of ${this.steps.length}` },
        this.steps.map((_, at) => h("span", { class: at < index || this.ended ? "past" : at === index ? "now" : "" }))),
      h("div", { class: "tour-row" }, ...(this.ended ? this.drawEnd() : this.drawStep(index)), this.controls()),
    );
    if (held) this.focus(held);
  }

  drawStep(index) {
    const who = person(this.step?.as);
    const act = this.step && this.act(this.step);
    const meta = [`${Math.max(index + 1, 0)} of ${this.steps.length}`, who && `as ${who.name}`, weekTime(now())];
    return [
      who && avatar(who),
      h("div", { class: "tour-text" },
        h("p", { class: "tour-caption", dir: "auto" }, this.step?.caption || this.story.title),
        act && h("p", { class: "tour-act", dir: "auto" }, act),
        h("p", { class: "tour-meta" }, meta.filter(Boolean).join(" · "))),
    ];
  }

  drawEnd() {
    return [
      h("div", { class: "tour-text" },
        h("p", { class: "tour-caption" }, "That was the tour. Three things to try:"),
        h("ol", { class: "tour-tries" }, this.story.tries.map((what, at) =>
          h("li", null, h("button", { type: "button", class: "tour-try", data: { control: `try-${at}` }, onclick: () => quietly(this.attemptOf(what)) }, what.text))))),
    ];
  }

  /** Turns the page to something to try, and begins it. */
  async attemptOf({ as, channel, draft, time }) {
    this.stop();
    await goTo({ as: as || undefined, channel: channel || undefined });
    if (draft) this.page.begin(draft);
    if (time) await openTime(document.querySelector("#time"));
  }

  controls() {
    const tool = (control, name, label, run, more) =>
      h("button", { type: "button", class: "bare", "aria-label": label, title: label, data: { control }, onclick: run, ...more }, icon(name));
    const time = (event) => quietly(openTime(event.currentTarget));
    const playing = this.playing ? "Pause" : "Play by itself";
    return h("div", { class: "tour-controls" },
      !this.last && tool("play", this.playing ? "pause" : "play", playing, () => this.toggle()),
      tool("time", "clock", "Let time pass", time, { "aria-haspopup": "menu" }),
      h("button", { type: "button", class: "button primary small", data: { control: "next" }, "aria-busy": String(this.busy), onclick: () => this.next() }, this.ended ? "Finish" : "Next"),
      tool("stop", "close", "Stop the tour", () => this.stop()));
  }
}
