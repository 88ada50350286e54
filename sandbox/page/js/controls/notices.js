/** Short notices at the edge of the screen; errors stay until somebody has read them. @module */
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { alarm, announce } from "./announce.js";

const LEVELS = {
  info: { icon: "info", word: "Note" },
  warning: { icon: "warning", word: "Warning" },
  error: { icon: "warning", word: "Problem" },
};
/** Errors stay. */
const STAYS_MS = { info: 7000, warning: 15_000 };
const MOST = 3;

/**
 * @param {string} text
 * @param {"info"|"warning"|"error"} [level]
 */
export function notice(text, level = "info") {
  const kind = LEVELS[level] ?? LEVELS.info;
  const top = [...document.querySelectorAll("dialog[open]")].at(-1);
  const place = top?.querySelector("[data-notices]") ?? document.querySelector("body > [data-notices]");
  const twin = [...place.children].find((one) => one.dataset.text === text);
  twin?.remove();
  const card = h(
    "div",
    { class: `notice ${level}`, data: { text } },
    icon(kind.icon),
    h("p", null, h("strong", null, `${kind.word}: `), text),
    h("button", { type: "button", class: "bare", "aria-label": "Dismiss", onclick: () => card.remove() }, icon("close")),
  );
  place.append(card);
  while (place.children.length > MOST) place.firstElementChild.remove();
  if (level === "error") alarm(text);
  else announce(text);
  if (STAYS_MS[level]) setTimeout(() => card.remove(), STAYS_MS[level]);
}

const EXPLAINED = {
  operation_timeout: "The app didn't respond in time.",
  dispatch_failed: "The app couldn't be reached.",
  no_connection: "The app isn't connected.",
};

/**
 * What went wrong with something the person did, in words.
 * @param {string} action e.g. "/ask" @param {string} error a code or a sentence
 * @param {{announced?: boolean}} [how] announced: the workspace itself says so when the app was too slow
 */
export function failed(action, error, { announced = false } = {}) {
  if (announced && error === "operation_timeout") return;
  const sentence = EXPLAINED[error] ?? (/\s/.test(error) ? error : `It failed with “${error}”.`);
  notice(`${action}: ${sentence}`, "error");
}
