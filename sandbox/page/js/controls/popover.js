/** Floating panels next to a control, in the top layer, closed by Esc or a click elsewhere. @module */

import { opened } from "../navigation/back.js";

const GAP = 6;
const EDGE = 8;

/**
 * Shows a panel next to its anchor and removes it when it closes.
 * @param {HTMLElement} anchor @param {HTMLElement} panel
 * @param {() => void} [closed]
 */
export function float(anchor, panel, closed) {
  panel.setAttribute("popover", "auto");
  // Outside of an open dialog everything is inert, so the panel has to live inside it; elsewhere, in the landmark it belongs to.
  (anchor.closest("dialog, nav, main, aside, section") ?? document.body).append(panel);
  panel.showPopover();
  const shut = opened(() => panel.hidePopover());
  place(anchor, panel);
  anchor.setAttribute("aria-expanded", "true");
  const move = () => place(anchor, panel);
  window.addEventListener("resize", move);
  // At once, unlike the event after it: Back pressed in between must not close what is closed already.
  panel.addEventListener("beforetoggle", (event) => event.newState === "closed" && shut());
  panel.addEventListener("toggle", (event) => {
    if (event.newState !== "closed") return;
    window.removeEventListener("resize", move);
    anchor.setAttribute("aria-expanded", "false");
    const held = panel.contains(document.activeElement) || document.activeElement === document.body;
    panel.remove();
    if (held && anchor.isConnected) anchor.focus({ preventScroll: true });
    closed?.();
  });
}

function place(anchor, panel) {
  const box = anchor.getBoundingClientRect();
  const below = window.innerHeight - box.bottom - GAP - EDGE;
  const above = box.top - GAP - EDGE;
  const upward = panel.offsetHeight > below && above > below;
  panel.style.maxHeight = `${Math.max(upward ? above : below, 120)}px`;
  const height = panel.offsetHeight;
  const left = Math.min(box.left, window.innerWidth - panel.offsetWidth - EDGE);
  panel.style.left = `${Math.max(EDGE, left)}px`;
  panel.style.top = `${upward ? box.top - GAP - height : box.bottom + GAP}px`;
}
