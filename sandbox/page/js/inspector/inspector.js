/** The traffic between the workspace and the app, for those who want to look behind the curtain. @module */
import { h, keyed } from "../controls/dom.js";
import { traffic } from "../workspace/api.js";
import { opened } from "../navigation/back.js";
import { icon } from "../controls/icons.js";
import { jsonView } from "./jsonview.js";
import { arrows } from "../navigation/keyboard.js";
import { addTraffic, quietly } from "../workspace/session.js";
import { listen, state } from "../workspace/store.js";
import { clockWithSeconds } from "../workspace/time.js";

/** More rows than this help nobody; the filter finds the others. */
const SHOWN = 150;
const WAYS = { to_app: { word: "to app", arrow: "→" }, from_app: { word: "from app", arrow: "←" } };

export class Inspector {
  /** @param {HTMLElement} section @param {() => void} changed */
  constructor(section, changed) {
    this.el = section;
    this.changed = changed;
    this.open = new Set();
    this.filter = h("input", { type: "search", class: "filter", placeholder: "Filter by name or content", "aria-label": "Filter by name or content", oninput: () => this.draw() });
    this.way = h("select", { class: "select", "aria-label": "Direction", onchange: () => this.draw() },
      h("option", { value: "" }, "Both ways"), h("option", { value: "to_app" }, "To the app"), h("option", { value: "from_app" }, "From the app"));
    this.failures = h("input", { type: "checkbox", id: "only-failures", onchange: () => this.draw() });
    this.count = h("span", { class: "hint", role: "status" });
    this.list = h("ol", { class: "traffic", "aria-label": "Traffic, newest first" });
    const close = h("button", { type: "button", class: "bare", "aria-label": "Close the inspector", onclick: () => this.toggle() }, icon("close"));
    const title = h("h2", null, icon("pulse"), "Traffic");
    section.append(
      h("header", { class: "inspector-head" }, title, this.filter, this.way,
        h("label", { class: "tick", for: "only-failures" }, this.failures, "Failures only"), this.count, close),
      this.list);
    arrows(this.list, ".traffic-row", { wrap: false });
    section.addEventListener("keydown", (event) => event.key === "Escape" && this.toggle());
    listen("traffic", () => this.draw());
  }

  get on() {
    return !this.el.hidden;
  }

  toggle() {
    this.el.hidden = this.on;
    if (this.on) this.done = opened(() => this.toggle());
    else this.done();
    this.changed();
    if (!this.on) return;
    quietly(traffic(0).then(({ entries }) => addTraffic(entries)));
    this.draw();
    this.filter.focus();
  }

  draw() {
    if (!this.on) return;
    const wanted = this.filter.value.trim().toLowerCase();
    const found = state.traffic
      .filter((entry) => !this.way.value || entry.direction === this.way.value)
      .filter((entry) => !this.failures.checked || !entry.ok)
      .filter((entry) => !wanted || haystack(entry).includes(wanted));
    this.count.textContent = `${found.length} of ${state.traffic.length}`;
    keyed(this.list, found.slice(-SHOWN).reverse().map((entry) => ({
      key: String(entry.id),
      stamp: [entry, this.open.has(entry.id)],
      draw: () => this.row(entry),
    })));
  }

  row(entry) {
    const open = this.open.has(entry.id);
    const toggle = () => {
      if (open) this.open.delete(entry.id);
      else this.open.add(entry.id);
      this.draw();
    };
    const way = WAYS[entry.direction] ?? WAYS.to_app;
    return h("li", { class: entry.ok ? "" : "failed" },
      h("button", { type: "button", class: "traffic-row", "aria-expanded": String(open), data: { control: "row" }, onclick: toggle },
        h("span", { class: "traffic-time" }, clockWithSeconds(entry.at)),
        h("span", { class: `way ${entry.direction}` }, h("span", { "aria-hidden": "true" }, way.arrow), " ", way.word),
        h("span", { class: "traffic-name" }, entry.name),
        h("span", { class: "traffic-summary", dir: "auto" }, entry.summary),
        h("span", { class: "traffic-result" }, entry.ok ? "ok" : [icon("warning"), entry.error || "failed"]),
        h("span", { class: "traffic-ms" }, entry.ms === null || entry.ms === undefined ? "" : `${Math.round(entry.ms * 10) / 10} ms`)),
      open && h("div", { class: "traffic-body" }, jsonView(entry.body ?? null, undefined, true)));
  }
}

const haystacks = new WeakMap();

function haystack(entry) {
  if (!haystacks.has(entry)) {
    haystacks.set(entry, `${entry.kind} ${entry.name} ${entry.summary} ${entry.error} ${JSON.stringify(entry.body ?? "")}`.toLowerCase());
  }
  return haystacks.get(entry);
}
