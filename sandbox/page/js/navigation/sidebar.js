/** The left side: who one is, where one can go, and the tools of the workspace. @module */
import { opened } from "./back.js";
import { fill, h, keyed } from "../controls/dom.js";
import { openTime } from "../workspace/clock.js";
import { icon } from "../controls/icons.js";
import { arrows } from "./keyboard.js";
import { appAvatar, avatar, colourOf, me } from "../workspace/people.js";
import { goTo } from "./places.js";
import { quietly } from "../workspace/session.js";
import { listen, now, state } from "../workspace/store.js";
import { openSwitcher } from "./switcher.js";
import { isDark, listenTheme, toggleTheme } from "../controls/theme.js";
import { weekTime } from "../workspace/time.js";

const MINUTE_MS = 60_000;

export class Sidebar {
  /**
   * @param {HTMLElement} nav
   * @param {{tour: () => void, inspector: () => void, help: () => void, inspecting: () => boolean}} tools
   */
  constructor(nav, tools) {
    this.nav = nav;
    this.tools = tools;
    this.badge = h("button", {
      type: "button",
      class: "name-badge",
      id: "switcher",
      "aria-haspopup": "dialog",
      "aria-expanded": "false",
      title: "Act as someone else (Ctrl+K)",
      onclick: () => openSwitcher(this.badge),
    });
    this.time = h("button", {
      type: "button",
      class: "time-button",
      id: "time",
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      title: "Let time pass",
      onclick: () => quietly(openTime(this.time)),
    });
    this.team = h("p", { class: "team", dir: "auto" });
    this.apps = h("ul", { class: "places" });
    this.channels = h("ul", { class: "places" });
    this.footer = h("div", { class: "tools" });
    const scroll = h("div", { class: "sidebar-scroll" },
      h("h2", null, "App"), this.apps, h("h2", null, "Channels"), this.channels);
    const shut = h("button", { type: "button", class: "bare only-phone", "aria-label": "Close", onclick: () => this.shut() }, icon("close"));
    nav.append(h("div", { class: "team-row" }, this.team, shut), this.badge, this.time, scroll, this.footer);
    this.veil = h("div", { class: "veil", hidden: true, onclick: () => this.shut() });
    nav.after(this.veil);
    arrows(scroll, ".place", { wrap: false });
    nav.addEventListener("keydown", (event) => event.key === "Escape" && !document.querySelector(":popover-open") && this.shut());
    for (const topic of ["person", "conversations", "place"]) listen(topic, () => this.draw());
    listen("place", () => this.shut());
    listen("time", () => this.drawBadge());
    listenTheme(() => this.drawTools());
    setInterval(() => state.boot && this.drawBadge(), MINUTE_MS / 2);
  }

  /** On a narrow screen the sidebar is a drawer. */
  open() {
    document.body.classList.add("drawer");
    this.veil.hidden = false;
    this.done = opened(() => this.shut());
    this.badge.focus();
  }

  shut() {
    if (!document.body.classList.contains("drawer")) return;
    document.body.classList.remove("drawer");
    this.done();
    this.veil.hidden = true;
    // One turn later, when what lay under the drawer can be reached again.
    setTimeout(() => this.nav.contains(document.activeElement) && document.querySelector("#main .only-phone")?.focus());
  }

  draw() {
    this.team.textContent = state.boot.team.name;
    this.drawBadge();
    const kinds = (wanted) => state.conversations.filter((one) => (one.kind === "app") === wanted);
    keyed(this.apps, kinds(true).map(row));
    keyed(this.channels, kinds(false).map(row));
    this.drawTools();
  }

  drawBadge() {
    const who = me();
    if (!who) return;
    this.badge.style.setProperty("--face", colourOf(who));
    fill(this.badge,
      h("span", { class: "badge-lead" }, "Acting as"),
      h("span", { class: "badge-who" }, avatar(who),
        h("span", { class: "badge-text" },
          h("span", { class: "badge-name", dir: "auto" }, who.name),
          h("span", { class: "badge-title", dir: "auto" }, who.title)),
        icon("swap")));
    fill(this.time, icon("clock"), h("span", { class: "sr-only" }, "Let time pass. It is "), weekTime(now()), icon("down"));
  }

  drawTools() {
    if (!state.boot) return;
    const away = (run) => () => {
      this.shut();
      run();
    };
    const tool = (name, label, run, pressed) =>
      h("button", { type: "button", class: "bare tool-button", "aria-label": label, title: label, "aria-pressed": pressed, data: { control: name }, onclick: run }, icon(name));
    const held = this.footer.contains(document.activeElement) ? document.activeElement.dataset.control : "";
    fill(this.footer,
      state.boot.tour && h("button", { type: "button", class: "button small tour-start", data: { control: "tour" }, onclick: away(this.tools.tour) }, icon("play"), "Tour"),
      h("span", { class: "spring" }),
      tool("pulse", "Traffic inspector", away(this.tools.inspector), String(this.tools.inspecting())),
      tool(isDark() ? "sun" : "moon", isDark() ? "Light theme" : "Dark theme", toggleTheme),
      tool("keyboard", "Keys and help", away(this.tools.help)));
    if (held) this.footer.querySelector(`[data-control="${held}"], button`)?.focus();
  }
}

function row(one) {
  const current = one.id === state.place.channel;
  return {
    key: one.id,
    stamp: [one.name, one.kind, one.unread, one.mentions, one.archived, current],
    draw: () => h("li", null, place(one, current)),
  };
}

const MARKS = { channel: "hash", private: "lock" };

function place(one, current) {
  const spoken = [
    one.kind === "private" && "private",
    one.archived && "archived",
    one.mentions && `${one.mentions} ${one.mentions === 1 ? "mention" : "mentions"}`,
    one.unread && `${one.unread} unread`,
  ].filter(Boolean);
  return h(
    "button",
    {
      type: "button",
      class: ["place", one.unread && "unread", one.archived && "archived"].filter(Boolean).join(" "),
      "aria-current": current ? "page" : undefined,
      data: { control: one.id },
      onclick: () => quietly(goTo({ channel: one.id })),
    },
    one.kind === "app" ? appAvatar("small") : icon(MARKS[one.kind] ?? "hash"),
    h("span", { class: "place-name", dir: "auto" }, one.name),
    spoken.length > 0 && h("span", { class: "sr-only" }, ` (${spoken.join(", ")})`),
    one.mentions > 0 ? h("span", { class: "count", "aria-hidden": "true" }, one.mentions)
      : one.unread > 0 && h("span", { class: "dot", "aria-hidden": "true" }),
  );
}
