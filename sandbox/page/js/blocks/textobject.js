/** Text objects: the one way text of an app becomes visible in blocks. @module */
import { mrkdwn } from "../text/mrkdwn.js";
import { withEmoji } from "../text/emoji.js";

/**
 * A text object. Plain text is literal but for emoji; mrkdwn is parsed.
 * @param {any} text @returns {Node[]}
 */
export function textObject(text) {
  if (!text) return [];
  if (text.type === "mrkdwn") return mrkdwn(text.text, { verbatim: text.verbatim });
  return text.emoji === false ? [document.createTextNode(text.text)] : withEmoji(text.text);
}
