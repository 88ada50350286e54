/** The tour: the server plays a script step by step; this bar says what happens and turns the page to it. @module */
import { fill, h } from "../controls/dom.js";
import { nextStep, startTour, stopTour } from "../workspace/api.js";
import { announce } from "../controls/announce.js";
import { openTime } from "../workspace/clock.js";
import { News } from "../conversation/news.js";
import { notice } from "../controls/notices.js";
import { person } from "../workspace/people.js";
import { goTo } from "../navigation/places.js";
import { quietly } from "../workspace/session.js";
import { listen, state, tellNow } from "../workspace/store.js";
import { tourBar } from "./tourbar.js";

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
    /** The script is over, and the bar says what one could do now. */
    this.ended = false;
    this.timer = 0;
    this.news = new News();
    this.inside = h("div");
    this.el = h("section", { class: "tour", "aria-label": "Tour" }, this.inside);
    this.follow = new MutationObserver(() => this.settle());
    // The stream tells where something is about to happen, the answer to "next" where it has happened.
    listen("tour", (step) => this.announced(step));
    listen("time", () => this.draw());
  }

  get script() {
    return state.boot.tour;
  }

  get steps() {
    return this.script.steps;
  }

  get last() {
    return (this.step?.index ?? -1) >= this.steps.length - 1;
  }

  async start() {
    clearTimeout(this.timer);
    this.ended = this.playing = this.wanted = false;
    this.show();
    await this.attempt(async () => this.take(await startTour()));
    if (this.step) await this.next();
  }

  /** After a reload: the script goes on where it was. */
  resume() {
    this.step = this.script?.step ?? null;
    if (!this.step) return;
    this.show();
    this.news.look();
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

  /** Takes what the server says of the script. */
  take(script) {
    state.boot.tour = script;
    this.step = script.step;
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
    await this.attempt(() => this.advance());
    const again = this.wanted;
    this.wanted = false;
    if (again) await this.next();
    else this.schedule();
  }

  async advance() {
    const script = await nextStep();
    const { step, restarted } = script;
    this.take(script);
    if (restarted) {
      notice("Something this step needed has changed, so the tour is starting a new story.", "warning");
      this.at = "";
      await this.advance();
      return;
    }
    if (!step) return;
    this.say(step);
    await this.turnTo(step);
    tellNow();
    const spot = this.news.look();
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

  schedule() {
    clearTimeout(this.timer);
    if (!this.playing || this.busy) return;
    if (this.last) {
      this.playing = false;
      this.draw();
      return;
    }
    const { caption = "", act = "" } = this.step ?? {};
    const length = caption.length + act.length + Math.min(this.news.words, MOST_READ);
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
    announce(`The end. Three things to try: ${this.script.tries.map((one) => one.text).join(" ")}`);
    this.focus("next");
  }

  stop() {
    clearTimeout(this.timer);
    this.follow.disconnect();
    this.playing = this.wanted = false;
    this.step = null;
    this.at = "";
    quietly(stopTour().then((script) => (state.boot.tour = script)));
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
    fill(this.inside, tourBar(this));
    if (held) this.focus(held);
  }

  /** Turns the page to something to try, and begins it. */
  async attemptOf({ as, channel, draft, time }) {
    this.stop();
    await goTo({ as: as || undefined, channel: channel || undefined });
    if (draft) this.page.begin(draft);
    if (time) await openTime(document.querySelector("#time"));
  }
}
