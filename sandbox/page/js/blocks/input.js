/** The input block: label, element, hint, and what is wrong with it. @module */
import { h, uniqueId } from "../controls/dom.js";
import { icon } from "../controls/icons.js";
import { withEmoji } from "../text/emoji.js";
import { element } from "./elements.js";

/** @param {any} block @param {import("./surface.js").Surface} surface */
export function input(block, surface) {
  const id = uniqueId("field");
  const error = surface.errors[block.block_id];
  const described = [block.hint && `${id}-hint`, `${id}-error`].filter(Boolean).join(" ");
  const spot = {
    block: block.block_id,
    input: true,
    dispatch: Boolean(block.dispatch_action),
    optional: Boolean(block.optional),
    id,
    described,
  };
  const node = h(
    "div",
    { class: "b-input", data: { block: block.block_id } },
    h("label", { class: "b-label", for: id, id: `${id}-label`, dir: "auto" },
      withEmoji(block.label.text),
      block.optional && h("span", { class: "b-optional" }, " (optional)")),
    element(block.element, surface, spot),
    h("p", { class: "b-error", id: `${id}-error`, dir: "auto" }),
    block.hint && h("p", { class: "b-hint", id: `${id}-hint`, dir: "auto" }, withEmoji(block.hint.text)),
  );
  mark(node, error);
  return node;
}

/**
 * Shows or takes away what is wrong with an input block.
 * @param {HTMLElement} node the block's element @param {string|undefined} error
 */
export function mark(node, error) {
  const place = node.querySelector(".b-error");
  const control = node.querySelector("input, textarea, select, button");
  node.classList.toggle("wrong", Boolean(error));
  if (error) control?.setAttribute("aria-invalid", "true");
  else control?.removeAttribute("aria-invalid");
  place.replaceChildren(...(error ? [icon("warning"), error] : []));
}
