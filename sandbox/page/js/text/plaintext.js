/** What a person would read aloud: for measuring, for labels, and for those who listen. @module */
import { asTyped } from "./mrkdwn.js";

/** @param {any} message @returns {string} */
export function plainWords(message) {
  return message.text ? asTyped(message.text) : wordsOf(message.blocks);
}

/** Everything a person could read in blocks. */
function wordsOf(part) {
  if (Array.isArray(part)) return part.map(wordsOf).filter(Boolean).join(" ");
  if (!part || typeof part !== "object") return "";
  if (typeof part.text === "string") return part.text;
  return ["text", "title", "label", "fields", "rows", "elements"].map((key) => wordsOf(part[key])).filter(Boolean).join(" ");
}
