/** Buttons and overflow menus, with the question some ask first. @module */
import { h } from "../controls/dom.js";
import { icon } from "../controls/icons.js";
import { ask } from "../forms/dialogs.js";
import { emojiText } from "../text/emoji.js";
import { openMenu } from "../controls/menu.js";
import { link } from "../text/tokens.js";
import { handle } from "./surface.js";
import { textObject } from "./textobject.js";

const STYLES = { primary: "button primary", danger: "button danger" };

/** @param {any} one @param {import("./surface.js").Surface} surface @param {import("./surface.js").Spot} spot */
export function button(one, surface, spot) {
  const press = async () => {
    if (node.getAttribute("aria-busy") === "true" || !(await agreed(one.confirm))) return;
    node.setAttribute("aria-busy", "true");
    await surface.act({ type: "button", block_id: spot.block, action_id: one.action_id, value: one.value ?? null });
    node.removeAttribute("aria-busy");
    if (one.url) open(one.url);
  };
  const node = h(
    "button",
    {
      type: "button",
      class: STYLES[one.style] ?? "button",
      "aria-label": one.accessibility_label,
      dir: "auto",
      data: handle(spot, one.action_id),
      onclick: press,
    },
    textObject(one.text),
    one.url && h("span", { class: "sr-only" }, " (opens a page)"),
  );
  return node;
}

/** Through an anchor, so that only addresses fit for a link are followed. */
function open(url) {
  const anchor = link(url);
  if (anchor instanceof HTMLAnchorElement) anchor.click();
}

/** @param {any} one @param {import("./surface.js").Surface} surface @param {import("./surface.js").Spot} spot */
export function overflow(one, surface, spot) {
  const choose = async (option) => {
    if (!(await agreed(one.confirm))) return;
    surface.act({ type: "overflow", block_id: spot.block, action_id: one.action_id, selected_option: option });
    if (option.url) open(option.url);
  };
  const items = one.options.map((option) => ({
    label: emojiText(option.text.text),
    detail: option.description?.text,
    run: () => choose(option),
  }));
  const node = h(
    "button",
    {
      type: "button",
      class: "button icon-only",
      "aria-label": "More options",
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      data: handle(spot, one.action_id),
      onclick: () => openMenu(node, "More options", items),
    },
    icon("more"),
  );
  return node;
}

/** @param {any} confirm @returns {Promise<boolean>} true at once when nothing has to be asked */
export async function agreed(confirm) {
  if (!confirm) return true;
  return ask({
    title: confirm.title?.text ?? "Are you sure?",
    text: textObject(confirm.text),
    yes: confirm.confirm?.text ?? "Yes",
    no: confirm.deny?.text ?? "No",
    danger: confirm.style === "danger",
  });
}
