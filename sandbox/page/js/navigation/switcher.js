/** The whole company in a list: choose who to be. @module */
import { h } from "../controls/dom.js";
import { arrows } from "./keyboard.js";
import { actors, avatar, person } from "../workspace/people.js";
import { goTo } from "./places.js";
import { float } from "../controls/popover.js";
import { quietly } from "../workspace/session.js";
import { state } from "../workspace/store.js";

const RECENT = 4;

/** Those one has been lately, newest first. @type {string[]} */
let recent = [];

/** @param {string} id */
export function remember(id) {
  recent = [id, ...recent.filter((one) => one !== id)].slice(0, RECENT + 1);
}

/** @param {HTMLElement} anchor */
export function openSwitcher(anchor) {
  if (anchor.getAttribute("aria-expanded") === "true") return;
  const list = h("div", { class: "people", role: "group", "aria-label": "People" });
  const search = h("input", {
    type: "search",
    class: "filter",
    placeholder: "Find a person or a role",
    "aria-label": "Find a person or a role",
    oninput: () => draw(),
    onkeydown: (event) => event.key === "Enter" && list.querySelector(".person")?.click(),
  });
  const panel = h("div", { class: "popover switcher", role: "dialog", "aria-label": "Act as" }, search, list);
  const choose = (id) => {
    panel.hidePopover();
    quietly(goTo({ as: id }));
  };
  const draw = () => list.replaceChildren(...rows(search.value.trim().toLowerCase(), choose));
  arrows(panel, ".filter, .person");
  draw();
  float(anchor, panel);
  search.focus();
}

function rows(wanted, choose) {
  const all = actors();
  if (wanted) {
    const found = all.filter((one) => `${one.name} ${one.title} ${one.handle}`.toLowerCase().includes(wanted));
    return found.length ? found.map((one) => row(one, choose)) : [h("p", { class: "hint" }, "No one by that name.")];
  }
  const lately = recent.filter((id) => id !== state.as && person(id)).slice(0, RECENT).map((id) => row(person(id), choose));
  const everyone = all.map((one) => row(one, choose));
  return lately.length ? [h("p", { class: "menu-heading" }, "Recent"), ...lately, h("p", { class: "menu-heading" }, "Everyone"), ...everyone] : everyone;
}

function row(one, choose) {
  return h("button", { type: "button", class: "person", "aria-current": one.id === state.as ? "true" : undefined, onclick: () => choose(one.id) },
    avatar(one),
    h("span", { class: "person-text" },
      h("span", { class: "person-name", dir: "auto" }, one.name),
      one.title && h("span", { class: "person-title", dir: "auto" }, one.title)),
    one.id === state.as && h("span", { class: "you" }, "you"));
}
