/** What is typed and not sent yet: it survives a reload of the page, and nothing else. @module */
import { state } from "./store.js";

const NAME = "drafts";

/** @type {Map<string, any>|null} */
let kept = null;

/** What the browser keeps is of one run of the workspace; in the next one the same ids are other messages. */
function all() {
  kept ??= new Map(read());
  return kept;
}

function read() {
  try {
    const { run, entries } = JSON.parse(sessionStorage.getItem(NAME) ?? "{}");
    return run === state.boot.run ? entries : [];
  } catch {
    return [];
  }
}

/** @param {string} key @returns {any} */
export const recalled = (key) => all().get(key);

/** @param {string} key @param {any} value nothing forgets it */
export function keep(key, value) {
  if (value) all().set(key, value);
  else if (!all().delete(key)) return;
  try {
    sessionStorage.setItem(NAME, JSON.stringify({ run: state.boot.run, entries: [...all()] }));
  } catch {
    // Without storage it is kept until the page is left, as it would be anyway.
  }
}
