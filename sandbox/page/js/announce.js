/** What a screen reader hears without the focus moving. @module */

/** Inside an open dialog only its own regions are heard: everything behind it is inert. */
function region(id) {
  const top = [...document.querySelectorAll("dialog[open]")].at(-1);
  return top?.querySelector(`[data-live="${id}"]`) ?? document.getElementById(id);
}

/** @param {string} text */
export function announce(text) {
  const live = region("live");
  // The same words twice in a row would not be heard again, so the region is emptied first.
  live.textContent = "";
  requestAnimationFrame(() => (live.textContent = text));
}

/** @param {string} text for errors: interrupts what is being read */
export function alarm(text) {
  const live = region("alert");
  live.textContent = "";
  requestAnimationFrame(() => (live.textContent = text));
}
