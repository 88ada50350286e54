/** A menu of actions next to a button. @module */
import { h } from "./dom.js";
import { arrows } from "../navigation/keyboard.js";
import { float } from "./popover.js";

/**
 * @typedef {object} Item
 * @property {string} label
 * @property {string} [detail]
 * @property {Node|null} [icon]
 * @property {boolean} [danger]
 * @property {string} [heading]  starts a group with this name
 * @property {() => void} run
 */

/**
 * @param {HTMLElement} anchor
 * @param {string} label what the menu is for
 * @param {Item[]} items
 */
export function openMenu(anchor, label, items) {
  const menu = h("div", { class: "popover menu", role: "menu", "aria-label": label });
  for (const item of items) {
    if (item.heading) menu.append(h("p", { class: "menu-heading", role: "presentation" }, item.heading));
    menu.append(entry(menu, item));
  }
  arrows(menu, "[role=menuitem]");
  menu.addEventListener("keydown", (event) => event.key === "Tab" && menu.hidePopover());
  float(anchor, menu);
  menu.querySelector("[role=menuitem]")?.focus();
}

function entry(menu, item) {
  const choose = () => {
    menu.hidePopover();
    item.run();
  };
  return h(
    "button",
    { type: "button", role: "menuitem", tabindex: "-1", class: item.danger ? "menu-item danger" : "menu-item", onclick: choose },
    item.icon,
    h("span", { class: "menu-text" },
      h("span", { dir: "auto" }, item.label),
      item.detail && h("span", { class: "menu-detail", dir: "auto" }, item.detail)),
  );
}
