/** The middle of the page: the conversation's head, its messages or App Home, and the composer. @module */
import { fill, h } from "../controls/dom.js";
import { Composer } from "./composer.js";
import { HomeView } from "../navigation/home.js";
import { icon } from "../controls/icons.js";
import { arrows } from "../navigation/keyboard.js";
import { MessageList } from "./messages.js";
import { appAvatar, person } from "../workspace/people.js";
import { openTab } from "../navigation/places.js";
import { here, listen, timeline, state } from "../workspace/store.js";

export class Conversation {
  /** @param {HTMLElement} main @param {() => void} openMenu opens the sidebar on a narrow screen */
  constructor(main, openMenu) {
    this.head = h("header", { class: "head" });
    this.openMenu = openMenu;
    this.messages = new MessageList({ label: "Messages", start: () => beginning((text) => this.composer.begin(text)) });
    this.composer = new Composer({ id: "composer", label: "Message" });
    this.home = new HomeView();
    this.panel = h("div", { class: "panel", id: "panel-messages" }, this.messages.el, this.composer.el);
    main.append(this.head, this.panel, this.home.el);
    for (const topic of ["person", "place"]) listen(topic, () => this.draw());
    // New counts change nothing in the messages; people and channels that are called otherwise do.
    listen("conversations", () => this.draw(this.boot !== state.boot));
    listen("timeline", (changed) => changed === timeline(state.place.channel) && this.messages.show(changed));
    listen("time", () => here() && this.messages.show(timeline(state.place.channel)));
    listen("home", () => this.home.draw());
  }

  /** @param {boolean} [messages] whether these are drawn, too */
  draw(messages = true) {
    const target = here();
    if (!target) return;
    this.boot = state.boot;
    const atHome = state.place.tab === "home";
    this.drawHead(target, atHome);
    this.panel.hidden = atHome;
    this.home.el.hidden = !atHome;
    const name = target.kind === "app" ? target.name : `#${target.name}`;
    document.title = `${name} · ${state.boot.team.name}`;
    if (atHome) {
      this.home.draw();
      return;
    }
    // Only with the app are there two tabs.
    const tabbed = target.kind === "app";
    for (const [attribute, value] of [["role", "tabpanel"], ["aria-labelledby", "tab-messages"]]) {
      if (tabbed) this.panel.setAttribute(attribute, value);
      else this.panel.removeAttribute(attribute);
    }
    const one = timeline(target.id);
    this.composer.show(one, { placeholder: `Write to ${name}`, closed: target.archived ? "This channel is archived, so no one can post here." : "" });
    this.composer.box.setAttribute("aria-label", `Message to ${name}`);
    if (messages) this.messages.show(one);
  }

  drawHead(target, atHome) {
    const isApp = target.kind === "app";
    const members = state.boot.channels.find((one) => one.id === target.id)?.members.filter((id) => person(id) && !person(id).is_bot);
    const focused = document.activeElement?.closest?.("[role=tab]")?.id;
    fill(
      this.head,
      h("button", { type: "button", class: "bare only-phone", "aria-label": "People and conversations", onclick: this.openMenu }, icon("menu")),
      h("div", { class: "head-title" },
        h("h1", { dir: "auto" }, isApp ? appAvatar("small") : icon(target.kind === "private" ? "lock" : "hash"), h("span", null, target.name),
          target.kind === "private" && h("span", { class: "sr-only" }, " (private channel)")),
        !isApp && target.topic && h("p", { class: "topic", dir: "auto" }, target.topic)),
      isApp && tabs(atHome),
      !isApp && members && h("p", { class: "members" }, members.length === 1 ? "1 person" : `${members.length} people`),
    );
    if (focused) this.head.querySelector(`#${focused}`)?.focus();
  }
}

function tabs(atHome) {
  const tab = (id, label, on) =>
    h("button", {
      type: "button",
      role: "tab",
      id: `tab-${id}`,
      "aria-selected": String(on),
      "aria-controls": `panel-${id}`,
      tabindex: on ? "0" : "-1",
      onclick: () => openTab(id),
    }, label);
  const list = h("div", { class: "tabs", role: "tablist", "aria-label": "App" }, tab("home", "Home", atHome), tab("messages", "Messages", !atHome));
  arrows(list, "[role=tab]", { horizontal: true });
  return list;
}

/** Above the first message: where one is, and what could be done here. */
function beginning(begin) {
  const target = here();
  if (!target) return null;
  if (target.kind !== "app") {
    return h("div", { class: "beginning" }, h("p", null, "This is where ", h("strong", { dir: "auto" }, `#${target.name}`), " begins."));
  }
  const { bot, commands } = state.boot;
  return h(
    "div",
    { class: "beginning" },
    h("p", null, h("strong", { dir: "auto" }, bot.name), ": ", h("span", { dir: "auto" }, bot.description)),
    commands.length > 0 && h("p", { class: "hint" }, "Type a message, or start with a command:"),
    h("ul", { class: "commands" }, commands.map((one) =>
      h("li", null,
        h("button", { type: "button", class: "command", onclick: () => begin(`${one.command} `) },
          h("code", null, one.command), h("span", { dir: "auto" }, one.description))))),
  );
}
