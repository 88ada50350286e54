/** What a screen reader hears without the focus moving. @module */

/** Long enough to be read aloud; after that it is old, and whoever comes across the region would hear stale news. */
const OLD_MS = 8000;

/** What is to be said with the next frame, and when it is taken away, by region. @type {Map<HTMLElement, string>} */
const waiting = new Map();
/** @type {WeakMap<HTMLElement, number>} */
const leaving = new WeakMap();

/** Inside an open dialog only its own regions are heard: everything behind it is inert. */
function region(id) {
  const top = [...document.querySelectorAll("dialog[open]")].at(-1);
  return top?.querySelector(`[data-live="${id}"]`) ?? document.getElementById(id);
}

/** Of many at once only the last is said: nobody could listen to them all. */
function say(id, text) {
  const live = region(id);
  // The same words twice in a row would not be heard again, so the region is emptied first.
  live.textContent = "";
  if (!waiting.size) requestAnimationFrame(speak);
  waiting.set(live, text);
}

function speak() {
  for (const [live, text] of waiting) {
    live.textContent = text;
    clearTimeout(leaving.get(live));
    leaving.set(live, setTimeout(() => (live.textContent = ""), OLD_MS));
  }
  waiting.clear();
}

/** @param {string} text */
export const announce = (text) => say("live", text);

/** @param {string} text for errors: interrupts what is being read */
export const alarm = (text) => say("alert", text);
