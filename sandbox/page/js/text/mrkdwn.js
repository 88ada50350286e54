/**
 * Slack's mrkdwn to document nodes: *bold*, _italic_, ~strike~, `code`, fences, quotes, <tokens>, :emoji:.
 * Only &amp; &lt; &gt; are entities. Without `verbatim`, bare addresses and @here become live, as in Slack.
 * @module
 */
import { h } from "../controls/dom.js";
import { emoji, literal, symbol } from "./emoji.js";
import { broadcast, channelMention, date, groupMention, link, userMention } from "./tokens.js";
import { channelName, groupHandle, person } from "../workspace/people.js";

const MARKS = { "*": "strong", _: "em", "~": "del" };
/** Marks inside marks inside marks: nobody writes deeper than this on purpose. */
const DEEPEST = 5;
const WORD = /[\p{L}\p{N}]/u;
const BARE = /^(https?:\/\/[^\s<>|]+[^\s<>|.,;:!?)\]'"])/i;
const AT_ALL = /^@(here|channel|everyone)\b/;
const SHORTCODE = /^:([a-z0-9_+'-]+(?:::skin-tone-\d)?):/;
const QUOTE = /^(?:&gt;|>) ?/;

/** @param {string} text */
const decode = (text) => text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");

/**
 * @param {string} text
 * @param {{verbatim?: boolean}} [how]
 * @returns {Node[]}
 */
export function mrkdwn(text, how = {}) {
  const nodes = [];
  text.split("```").forEach((part, index, parts) => {
    const fenced = index % 2 === 1 && index < parts.length - 1;
    if (fenced) nodes.push(h("pre", { dir: "auto" }, plainTokens(part.replace(/^\n|\n$/g, ""))));
    else nodes.push(...lines(index % 2 === 1 ? `\`\`\`${part}` : part, how));
  });
  return nodes;
}

/** Groups quoted lines; everything else keeps its line breaks through CSS. */
function lines(text, how) {
  const nodes = [];
  let plain = [];
  let quote = [];
  const flushPlain = () => {
    if (plain.length) nodes.push(...inline(plain.join("\n"), how, 0));
    plain = [];
  };
  const flushQuote = () => {
    if (quote.length) nodes.push(h("blockquote", { dir: "auto" }, inline(quote.join("\n"), how, 0)));
    quote = [];
  };
  for (const line of text.split("\n")) {
    if (QUOTE.test(line)) {
      flushPlain();
      quote.push(line.replace(QUOTE, ""));
    } else {
      flushQuote();
      plain.push(line);
    }
  }
  flushPlain();
  flushQuote();
  return nodes;
}

function inline(text, how, depth) {
  const nodes = [];
  let held = "";
  /** Where the search for a closing mark already failed: without this, hostile text costs the square of its length. */
  const hopeless = {};
  const flush = () => {
    if (held) nodes.push(...literal(decode(held)));
    held = "";
  };
  for (let at = 0; at < text.length; ) {
    const found = special(text, at, how, depth, hopeless);
    if (found) {
      flush();
      nodes.push(found.node);
      at += found.length;
    } else {
      held += text[at];
      at += 1;
    }
  }
  flush();
  return nodes;
}

function special(text, at, how, depth, hopeless) {
  const char = text[at];
  if (char === "<") return angle(text, at);
  if (char === "`") return code(text, at, hopeless);
  if (char in MARKS) return depth < DEEPEST ? marked(text, at, how, depth, hopeless) : null;
  if (char === ":") return shortcode(text, at);
  return how.verbatim || !starts(text, at) ? null : automatic(text, at);
}

const starts = (text, at) => at === 0 || !WORD.test(text[at - 1]);

function angle(text, at) {
  const end = text.indexOf(">", at);
  const line = text.indexOf("\n", at);
  if (end < 0 || (line >= 0 && line < end)) return null;
  const inside = text.slice(at + 1, end);
  // "<b>" is no token of Slack's; it is shown as it was written.
  if (!/^([@#!]|[a-z][a-z0-9+.-]*:)/i.test(inside)) return null;
  return { node: token(inside), length: end - at + 1 };
}

function token(inside) {
  const bar = inside.indexOf("|");
  const target = bar < 0 ? inside : inside.slice(0, bar);
  const label = bar < 0 ? undefined : decode(inside.slice(bar + 1));
  if (target.startsWith("@")) return userMention(target.slice(1), label);
  if (target.startsWith("#")) return channelMention(target.slice(1), label);
  if (target.startsWith("!subteam^")) return groupMention(target.slice(9), label);
  if (target.startsWith("!date^")) return dateToken(target.split("^"), label ?? "");
  if (target.startsWith("!")) return broadcast(target.slice(1));
  return link(decode(target), label ? [label] : []);
}

function dateToken([, seconds, pattern = "", url], fallback) {
  return date(Number(seconds), decode(pattern), fallback, url && decode(url));
}

function code(text, at, hopeless) {
  if (hopeless["`"] >= at) return null;
  const end = text.indexOf("`", at + 1);
  const line = text.indexOf("\n", at);
  if (end < 0 || (line >= 0 && line < end)) {
    hopeless["`"] = line < 0 ? text.length : line;
    return null;
  }
  if (end === at + 1) return null;
  return { node: h("code", null, plainTokens(text.slice(at + 1, end))), length: end - at + 1 };
}

function marked(text, at, how, depth, hopeless) {
  const mark = text[at];
  const opens = starts(text, at) && text[at + 1] !== undefined && !/\s/.test(text[at + 1]) && text[at + 1] !== mark;
  if (!opens || hopeless[mark] >= at) return null;
  const end = closing(text, at + 2, mark);
  if (end < 0) {
    const line = text.indexOf("\n", at);
    hopeless[mark] = line < 0 ? text.length : line;
    return null;
  }
  return { node: h(MARKS[mark], null, inline(text.slice(at + 1, end), how, depth + 1)), length: end - at + 1 };
}

function closing(text, from, mark) {
  for (let at = from; at < text.length && text[at] !== "\n"; at += 1) {
    const after = text[at + 1];
    if (text[at] === mark && !/\s/.test(text[at - 1]) && (after === undefined || !WORD.test(after))) return at;
  }
  return -1;
}

function shortcode(text, at) {
  // Only this much can be a shortcode; slicing the whole rest each time would be slow.
  const found = SHORTCODE.exec(text.slice(at, at + 60));
  return found && symbol(found[1]) ? { node: emoji(found[1]), length: found[0].length } : null;
}

function automatic(text, at) {
  if (text[at] === "h" || text[at] === "H") {
    const found = BARE.exec(text.slice(at, at + 2000));
    return found && { node: link(decode(found[1])), length: found[1].length };
  }
  const found = text[at] === "@" && AT_ALL.exec(text.slice(at, at + 12));
  return found ? { node: broadcast(found[1]), length: found[0].length } : null;
}

/** Inside code only tokens speak, as their plain text. */
function plainTokens(text) {
  return asTyped(text);
}

/**
 * What a person would have typed for this text: mentions as @handle, links as their address.
 * @param {string} text
 */
export function asTyped(text) {
  return decode(text.replace(/<([^<>\n]+)>/g, (whole, inside) => {
    const [target, label] = inside.split("|");
    if (target.startsWith("@")) return `@${person(target.slice(1))?.handle ?? label ?? target.slice(1)}`;
    if (target.startsWith("#")) return `#${channelName(target.slice(1), label)}`;
    if (target.startsWith("!subteam^")) return `@${groupHandle(target.slice(9), label)}`;
    if (target.startsWith("!date^")) return label ?? "";
    if (target.startsWith("!")) return `@${target.slice(1)}`;
    return target.startsWith("mailto:") ? (label ?? target.slice(7)) : target;
  }));
}
