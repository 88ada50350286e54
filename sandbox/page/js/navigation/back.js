/**
 * The browser's Back closes what is open, the topmost first, and only then leaves the place. Whatever opens puts an entry of its own
 * into the history. What is closed in another way leaves that entry behind; it is used again by what opens next, replaced by where one
 * goes next, and passed over by Back.
 * @module
 */

/** What is open, from below to above. @type {{close: () => void}[]} */
const layers = [];
/** How many layers the entry one is at stands for. */
let depth = 0;
let follow = () => {};

/**
 * @param {() => void} close what Back does
 * @returns {() => void} to be called when it was closed in another way
 */
export function opened(close) {
  const layer = { close };
  layers.push(layer);
  if (depth < layers.length) {
    depth = layers.length;
    history.pushState({ depth }, "");
  }
  return () => {
    const at = layers.indexOf(layer);
    if (at >= 0) layers.splice(at, 1);
  };
}

/** Puts the address of a place into the bar. @param {string} address */
export function visit(address) {
  if (location.hash === address) return;
  // What is still open belongs to the new place.
  const over = depth > layers.length || !location.hash;
  depth = layers.length;
  const state = depth ? { depth } : null;
  if (over) history.replaceState(state, "", address);
  else history.pushState(state, "", address);
}

/** @param {() => void} go follows the address in the bar */
export function followBack(go) {
  follow = go;
  depth = history.state?.depth ?? 0;
  window.addEventListener("popstate", moved);
}

function moved() {
  const before = depth;
  depth = history.state?.depth ?? 0;
  if (layers.length > depth) {
    layers.pop().close();
    return;
  }
  // An entry left behind by what is closed already: going over it is not what anybody meant by Back.
  if (before > depth && before > layers.length) history.back();
  else follow();
}
