/** What the tour's bar shows: how far it is, what happens, what was typed, and how to go on. @module */
import { h } from "../controls/dom.js";
import { openTime } from "../workspace/clock.js";
import { literal } from "../text/emoji.js";
import { icon } from "../controls/icons.js";
import { avatar, person } from "../workspace/people.js";
import { quietly } from "../workspace/session.js";
import { now } from "../workspace/store.js";
import { weekTime } from "../workspace/time.js";

/** @param {import("./tour.js").Tour} tour @returns {Node[]} */
export function tourBar(tour) {
  const index = tour.step?.index ?? -1;
  const part = (at) => (at < index || tour.ended ? "past" : at === index ? "now" : "");
  return [
    h("div", { class: "tour-progress", role: "img", "aria-label": `Step ${index + 1} of ${tour.steps.length}` },
      tour.steps.map((_, at) => h("span", { class: part(at) }))),
    h("div", { class: "tour-row" }, tour.ended ? end(tour) : step(tour, index), controls(tour)),
  ];
}

function step(tour, index) {
  const who = person(tour.step?.as);
  const act = tour.step && tour.act(tour.step);
  const meta = [`${Math.max(index + 1, 0)} of ${tour.steps.length}`, who && `as ${who.name}`, weekTime(now())];
  return [
    who && avatar(who),
    h("div", { class: "tour-text" },
      h("p", { class: "tour-caption", dir: "auto" }, tour.step?.caption || tour.script.title),
      act && h("p", { class: "tour-act", dir: "auto" }, literal(act)),
      h("p", { class: "tour-meta" }, meta.filter(Boolean).join(" · "))),
  ];
}

function end(tour) {
  const entry = (suggestion, at) =>
    h("li", null, h("button", { type: "button", class: "tour-try", data: { control: `try-${at}` }, onclick: () => quietly(tour.attemptOf(suggestion)) }, suggestion.text));
  return h("div", { class: "tour-text" },
    h("p", { class: "tour-caption" }, "That was the tour. Three things to try:"),
    h("ol", { class: "tour-tries" }, tour.script.tries.map(entry)));
}

function controls(tour) {
  const tool = (control, name, label, run, more) =>
    h("button", { type: "button", class: "bare", "aria-label": label, title: label, data: { control }, onclick: run, ...more }, icon(name));
  const time = (event) => quietly(openTime(event.currentTarget));
  return h("div", { class: "tour-controls" },
    !tour.last && tool("play", tour.playing ? "pause" : "play", tour.playing ? "Pause" : "Play automatically", () => tour.toggle()),
    tool("time", "clock", "Let time pass", time, { "aria-haspopup": "menu" }),
    h("button", { type: "button", class: "button primary small", data: { control: "next" }, "aria-busy": String(tour.busy), onclick: () => tour.next() },
      tour.ended ? "Finish" : "Next"),
    tool("stop", "close", "Stop the tour", () => tour.stop()));
}
