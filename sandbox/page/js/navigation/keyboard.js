/** Moving by arrow keys, and the few keys that work everywhere. @module */

const STEPS = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity };

/**
 * Lets the arrow keys, Home and End move the focus among the items of a list or menu.
 * @param {HTMLElement} list @param {string} selector
 * @param {{wrap?: boolean, horizontal?: boolean}} [how]
 */
export function arrows(list, selector, { wrap = true, horizontal = false } = {}) {
  const steps = horizontal ? { ArrowRight: 1, ArrowLeft: -1, Home: -Infinity, End: Infinity } : STEPS;
  list.addEventListener("keydown", (event) => {
    if (!(event.key in steps) || keepsArrows(event.target, event.key)) return;
    const items = [...list.querySelectorAll(selector)].filter((one) => !one.disabled && one.getClientRects().length);
    if (!items.length) return;
    event.preventDefault();
    const at = items.findIndex((one) => one === document.activeElement || one.contains(document.activeElement));
    items[target(at, steps[event.key], items.length, wrap)].focus();
  });
}

function target(at, step, count, wrap) {
  if (step === -Infinity) return 0;
  if (step === Infinity) return count - 1;
  const next = at + step;
  return wrap ? (next + count) % count : Math.min(Math.max(next, 0), count - 1);
}

/** @param {EventTarget|null} target whether keys pressed here belong to the control itself */
function isTyping(target) {
  return target instanceof HTMLElement && target.matches("input:not([type=checkbox]), textarea, select");
}

/** A filter above a list lets up and down go to the list; every other field keeps them. */
function keepsArrows(target, key) {
  return isTyping(target) && !(target.matches(".filter") && key.startsWith("Arrow"));
}

/**
 * Keys that work wherever the focus is, but not under a dialog. With a modifier only, Esc aside: a plain
 * letter would be in the way of those who speak to their computer.
 * @param {Record<string, (event: KeyboardEvent) => void>} keys "Escape" or "mod+k"
 */
export function globalKeys(keys) {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || document.querySelector("dialog[open]")) return;
    const mod = event.ctrlKey || event.metaKey;
    const run = keys[`${mod ? "mod+" : ""}${event.key.length === 1 ? event.key.toLowerCase() : event.key}`];
    if (!run || (!mod && event.key !== "Escape" && isTyping(event.target))) return;
    if (document.querySelector(":popover-open")) return;
    event.preventDefault();
    run(event);
  });
}
