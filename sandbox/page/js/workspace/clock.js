/** Letting time pass in the workspace: reminders, morning lines and closings come when they are due, without waiting. @module */
import { jumps, letPass } from "./api.js";
import { announce } from "../controls/announce.js";
import { openMenu } from "../controls/menu.js";
import { notice } from "../controls/notices.js";
import { quietly } from "./session.js";
import { now } from "./store.js";
import { weekTime } from "./time.js";

/** @param {HTMLElement} anchor the button it opens from */
export async function openTime(anchor) {
  const offered = await jumps();
  openMenu(anchor, "Let time pass", offered.map(({ to, label, at }) => ({
    label,
    detail: weekTime(at),
    run: () => quietly(pass(anchor, to)),
  })));
}

async function pass(anchor, to) {
  anchor.setAttribute("aria-busy", "true");
  announce("Time passes…");
  try {
    await letPass(to);
    notice(`It is ${weekTime(now())} now.`);
  } finally {
    anchor.removeAttribute("aria-busy");
  }
}
