/** JSON to look into: objects and lists unfold one by one, and are only drawn when unfolded. @module */
import { h } from "../controls/dom.js";

const LONG = 400;

/**
 * @param {any} value @param {string} [name] @param {boolean} [open]
 * @returns {HTMLElement}
 */
export function jsonView(value, name, open = false) {
  const key = name === undefined ? null : [h("span", { class: "json-key" }, name), ": "];
  if (!value || typeof value !== "object") return h("div", { class: "json-line" }, key, leaf(value));
  const entries = Object.entries(value);
  const [left, right] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
  if (!entries.length) return h("div", { class: "json-line" }, key, left + right);
  const inside = h("div", { class: "json-inside" });
  const size = `${left} ${entries.length} ${right}`;
  const node = h("details", { class: "json" }, h("summary", null, key, h("span", { class: "json-size" }, size)), inside);
  const draw = () => {
    if (node.open && !inside.firstChild) inside.append(...entries.map(([part, child]) => jsonView(child, part, entries.length === 1)));
  };
  node.addEventListener("toggle", draw);
  node.open = open;
  draw();
  return node;
}

function leaf(value) {
  const text = typeof value === "string" ? `“${value}”` : String(value);
  return h("span", { class: `json-${value === null ? "null" : typeof value}`, dir: "auto" }, text.length > LONG ? `${text.slice(0, LONG)}… (${text.length} characters)` : text);
}
