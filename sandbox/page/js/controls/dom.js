/**
 * Making and renewing elements. The only way from data to the document: strings become text nodes,
 * so nothing a person wrote is ever read as HTML.
 * @module
 */

/** @typedef {Node|string|number|null|undefined|false} Child */

const SVG = "http://www.w3.org/2000/svg";
const PROPERTIES = new Set(["value", "checked", "selected", "disabled", "hidden", "open", "indeterminate", "tabIndex"]);

/**
 * Creates an element.
 * @param {string} tag
 * @param {Record<string, any>|null} [props] `class`, attributes, `data: {}`, and `onclick`-like listeners
 * @param {...(Child|Child[])} children
 * @returns {HTMLElement}
 */
export function h(tag, props, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) assign(node, name, value);
  node.append(...flat(children));
  return node;
}

function assign(node, name, value) {
  if (value === null || value === undefined) return;
  if (name === "data") Object.assign(node.dataset, value);
  else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
  else if (PROPERTIES.has(name)) node[name] = value;
  else if (value === true) node.setAttribute(name, "");
  else if (value !== false) node.setAttribute(name, String(value));
}

/** @param {(Child|Child[])[]} children @returns {(Node|string)[]} */
function flat(children) {
  return children
    .flat(Infinity)
    .filter((child) => child !== null && child !== undefined && child !== false && child !== "")
    .map((child) => (child instanceof Node ? child : String(child)));
}

/**
 * Replaces everything inside a node.
 * @param {Element} node
 * @param {...(Child|Child[])} children
 */
export function fill(node, ...children) {
  node.replaceChildren(...flat(children));
}

/**
 * Creates an element of a drawing.
 * @param {string} tag @param {Record<string, any>} props @param {...(Child|Child[])} children
 */
export function svg(tag, props, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(props)) node.setAttribute(name, String(value));
  node.append(...flat(children));
  return node;
}

/**
 * Draws an icon of this page's own set from path data.
 * @param {string[]} paths @param {string} [className]
 */
export function drawing(paths, className = "icon") {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("class", className);
  svg.setAttribute("aria-hidden", "true");
  for (const d of paths) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", d);
    svg.append(path);
  }
  return svg;
}

/**
 * @typedef {object} Row
 * @property {string} key    stays the same for the same thing
 * @property {any[]} stamp   the row is drawn again when any part differs
 * @property {() => HTMLElement} draw
 */

/** What each list drew last, so that unchanged rows keep their element, focus and selection. */
const drawn = new WeakMap();

/**
 * Makes the children of a list equal to the rows, touching only what changed.
 * @param {HTMLElement} list @param {Row[]} rows
 */
export function keyed(list, rows) {
  const before = drawn.get(list) ?? new Map();
  const after = new Map();
  for (const row of rows) {
    const known = before.get(row.key);
    if (known && same(known.stamp, row.stamp)) after.set(row.key, known);
    else after.set(row.key, { stamp: row.stamp, node: renew(known?.node, row.draw()) });
  }
  for (const [key, { node }] of before) if (!after.has(key)) node.remove();
  let place = list.firstChild;
  for (const { node } of after.values()) {
    if (node === place) place = place.nextSibling;
    else list.insertBefore(node, place);
  }
  drawn.set(list, after);
}

function same(one, other) {
  return one.length === other.length && one.every((part, index) => part === other[index]);
}

/** Puts the new element where the old one was; keyboard focus moves to the same control. */
function renew(old, fresh) {
  if (!old?.isConnected) return fresh;
  const active = document.activeElement;
  const held = old.contains(active);
  old.replaceWith(fresh);
  if (held) refocus(fresh, active);
  return fresh;
}

/**
 * Focuses the control of a redrawn part that stands for the one which had the focus.
 * @param {HTMLElement} part @param {Element|null} before
 */
function refocus(part, before) {
  const { control, action } = before instanceof HTMLElement ? before.dataset : {};
  const all = [...part.querySelectorAll("[data-control]")];
  const twin = all.find((one) => one.dataset.control === control) ?? all.find((one) => action && one.dataset.action === action);
  const target = twin ?? (part.matches("[tabindex]") ? part : part.querySelector("button, [tabindex]"));
  target?.focus({ preventScroll: true });
}

let counter = 0;

/** @param {string} prefix @returns {string} an id not used before on this page */
export function uniqueId(prefix) {
  counter += 1;
  return `${prefix}-${counter}`;
}
