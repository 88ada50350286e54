/** Slack's rich_text block: literal text with explicit style, lists, quotes and preformatted parts. @module */
import { h } from "../controls/dom.js";
import { emoji, literal } from "./emoji.js";
import { broadcast, channelMention, date, groupMention, link, userMention } from "./tokens.js";

const STYLES = { bold: "strong", italic: "em", strike: "del", code: "code" };

const PIECES = {
  text: (part) => literal(part.text ?? ""),
  link: (part) => link(part.url ?? "", part.text ? [part.text] : []),
  user: (part) => userMention(part.user_id),
  usergroup: (part) => groupMention(part.usergroup_id),
  channel: (part) => channelMention(part.channel_id),
  broadcast: (part) => broadcast(part.range),
  emoji: (part) => emoji(part.name ?? "", part.unicode),
  date: (part) => date(part.timestamp, part.format ?? "{date} {time}", part.fallback ?? "", part.url),
  color: (part) => document.createTextNode(part.value ?? ""),
};

function piece(part) {
  const draw = PIECES[part.type];
  // A kind this page does not know still says what it can.
  let node = draw ? draw(part) : document.createTextNode(part.text ?? part.fallback ?? "");
  for (const [style, on] of Object.entries(part.style ?? {})) {
    if (on && STYLES[style]) node = h(STYLES[style], null, node);
  }
  return node;
}

const pieces = (element) => (element.elements ?? []).map(piece);

const KINDS = {
  rich_text_section: (element) => h("div", { class: "rt", dir: "auto" }, pieces(element)),
  rich_text_quote: (element) => h("blockquote", { dir: "auto" }, pieces(element)),
  rich_text_preformatted: (element) => h("pre", { dir: "auto" }, pieces(element)),
  rich_text_list: list,
};

function list(element) {
  const tag = element.style === "ordered" ? "ol" : "ul";
  const start = tag === "ol" && element.offset ? element.offset + 1 : undefined;
  const items = (element.elements ?? []).map((item) => h("li", { dir: "auto" }, pieces(item)));
  return h(tag, { class: "rt-list", start, data: { indent: Math.min(element.indent ?? 0, 8) } }, items);
}

/** @param {any} block @returns {Node[]} */
export function richText(block) {
  return (block.elements ?? []).map((element) => KINDS[element.type]?.(element) ?? piece(element));
}
