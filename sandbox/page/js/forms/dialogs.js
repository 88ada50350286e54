/** Small questions and plain windows. The app's own modals are in modal.js. @module */
import { opened } from "../navigation/back.js";
import { h, uniqueId } from "../controls/dom.js";

/**
 * An empty modal window with the regions every dialog needs: notices and what is read aloud.
 * @param {string} className @param {string} titleId
 * @returns {HTMLDialogElement}
 */
export function windowOf(className, titleId) {
  return /** @type {HTMLDialogElement} */ (h(
    "dialog",
    { class: `window ${className}`, "aria-labelledby": titleId },
    h("div", { class: "notices", data: { notices: "" } }),
    h("div", { class: "sr-only", "aria-live": "polite", data: { live: "live" } }),
    h("div", { class: "sr-only", "aria-live": "assertive", data: { live: "alert" } }),
  ));
}

/**
 * Asks before something happens. Esc means no.
 * @param {{title: string, text: Node[]|string, yes: string, no: string, danger?: boolean}} question
 * @returns {Promise<boolean>}
 */
export function ask({ title, text, yes, no, danger = false }) {
  const id = uniqueId("ask");
  const dialog = windowOf("ask", id);
  dialog.setAttribute("role", "alertdialog");
  const answer = (value) => () => dialog.close(value);
  dialog.append(
    h("div", { class: "card" },
      h("h2", { id, dir: "auto" }, title),
      h("div", { class: "ask-text mrkdwn", dir: "auto" }, text),
      h("div", { class: "buttons end" },
        h("button", { type: "button", class: "button", onclick: answer("no") }, no),
        h("button", { type: "button", class: danger ? "button danger" : "button primary", onclick: answer("yes") }, yes))),
  );
  return show(dialog).then((value) => value === "yes");
}

/**
 * Shows a window until it is closed, then removes it and gives the focus back.
 * @param {HTMLDialogElement} dialog @returns {Promise<string>}
 */
export function show(dialog) {
  const before = document.activeElement;
  document.body.append(dialog);
  dialog.showModal();
  const shut = opened(() => dialog.close());
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      shut();
      dialog.remove();
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
      resolve(dialog.returnValue);
    });
  });
}
