/**
 * Whether this computer can draw an emoji, and small drawings of our own for the most telling ones.
 * Bare servers and some offices have no emoji font; a row of empty boxes would say nothing.
 * @module
 */
import { drawing, h } from "../controls/dom.js";

const SIZE = 16;
/** No font has this: what it looks like is what "missing" looks like. */
const NOWHERE = "\u{10FFFE}";

let pen = null;
const verdicts = new Map();

/** @param {string} symbol @returns {boolean} */
export function canDraw(symbol) {
  if (!verdicts.has(symbol)) verdicts.set(symbol, picture(symbol) !== picture(NOWHERE));
  return verdicts.get(symbol);
}

function picture(symbol) {
  pen ??= Object.assign(document.createElement("canvas"), { width: SIZE * 2, height: SIZE * 2 }).getContext("2d", { willReadFrequently: true });
  pen.clearRect(0, 0, SIZE * 2, SIZE * 2);
  pen.font = `${SIZE}px "Apple Color Emoji", "Segoe UI Emoji", "Noto Color Emoji", sans-serif`;
  // Without the variation selector: a font may have the sign but not the selector.
  pen.fillText(symbol.replace(/\uFE0F/g, ""), 0, SIZE + 4);
  return pen.getImageData(0, 0, SIZE * 2, SIZE * 2).data.join();
}

const DISC = ["M10 3a7 7 0 1 1 0 14 7 7 0 0 1 0-14Z"];
const BOX = "M5 2.5h10A2.5 2.5 0 0 1 17.5 5v10a2.5 2.5 0 0 1-2.5 2.5H5A2.5 2.5 0 0 1 2.5 15V5A2.5 2.5 0 0 1 5 2.5Z";
const BELL = ["M3.5 14a6.5 6.5 0 0 1 13 0Z", "M2.5 16.5h15", "M10 7.5V4.5M8.6 4.2h2.8"];
const GLASS = ["M5.5 3h9M5.5 17h9M6.5 3c0 4 3.5 4.5 3.5 7s-3.5 3-3.5 7M13.5 3c0 4-3.5 4.5-3.5 7s3.5 3 3.5 7"];
const SHEET = ["M5 2.8h10v14.4H5Z", "M7.5 7h5M7.5 10h5M7.5 13h3"];

/** Name → colour and paths. `f` fills them, otherwise they are lines. */
const DRAWINGS = {
  red_circle: ["f", "#d0342c", DISC],
  large_orange_circle: ["f", "#dd7a15", DISC],
  large_yellow_circle: ["f", "#e0b41c", DISC],
  large_green_circle: ["f", "#3a9a55", DISC],
  large_blue_circle: ["f", "#2f7fc1", DISC],
  large_purple_circle: ["f", "#8457b5", DISC],
  white_check_mark: ["f", "#2f8f4e", [BOX], ["M6 10.5 9 13.5 14.5 7"]],
  heavy_check_mark: ["l", "currentcolor", ["M4 10.5 8.5 15 16 5.5"]],
  x: ["l", "#d0342c", ["M4.5 4.5 15.5 15.5M15.5 4.5 4.5 15.5"]],
  warning: ["f", "#e0b41c", ["M10 2.5 18.5 17h-17Z"], ["M10 8v4M10 14.4v.1"]],
  heart: ["f", "#d0342c", ["M10 17C-2 9 5 1 10 6.5 15 1 22 9 10 17Z"]],
  star: ["f", "#e0b41c", ["M10 2l2.4 5.3 5.8.6-4.3 3.9 1.2 5.7L10 14.6l-5.1 2.9 1.2-5.7L1.8 7.9l5.8-.6Z"]],
  eyes: ["l", "currentcolor", ["M5.5 4.5c4 0 4 11 0 11s-4-11 0-11ZM14.5 4.5c4 0 4 11 0 11s-4-11 0-11Z", "M6.5 11.5v.6M15.5 11.5v.6"]],
  bell: ["l", "#b07a10", BELL],
  bellhop_bell: ["l", "#b07a10", BELL],
  hourglass: ["l", "#b07a10", GLASS],
  hourglass_flowing_sand: ["l", "#b07a10", GLASS],
  lock: ["f", "#b07a10", ["M4.5 9h11v8h-11Z"], [], ["M6.8 9V6.5a3.2 3.2 0 0 1 6.4 0V9"]],
  incoming_envelope: ["l", "#2f7fc1", ["M6 5h12v10.5H6Z", "M6 5.5l6 5 6-5", "M1 7.5h3M2 10.5h2M1 13.5h3"]],
  speech_balloon: ["l", "currentcolor", ["M3 4.5h14v9H9.5L6 16.5v-3H3Z"]],
  memo: ["l", "currentcolor", SHEET],
  clipboard: ["l", "currentcolor", SHEET],
  page_facing_up: ["l", "currentcolor", SHEET],
  "+1": ["f", "#e0a52c", ["M2.5 9h3.5v8H2.5ZM7 9l3-6.5c2 0 2 2 1.5 4.5H16c1.5 0 2 1 1.7 2.2l-1.3 6C16.2 16.4 15.5 17 14.5 17H7Z"]],
  tada: ["f", "#c2508a", ["M2.5 17.5 6 8l6 6Z"], [], ["M11 6.5c0-2 1.5-2 1.5-4M13.5 9c1-1.5 2.5-.5 4-2M15 12.5c1-.5 1.5.5 2.5.5"]],
};

/**
 * @param {string} name @param {string} symbol
 * @returns {Node} the sign, our drawing of it, or its name in words
 */
export function drawEmoji(name, symbol) {
  if (canDraw(symbol)) return document.createTextNode(symbol);
  const ours = DRAWINGS[name === "thumbsup" ? "+1" : name];
  if (!ours) return h("span", { class: "emoji-words" }, name.replace(/_/g, " "));
  const [how, colour, paths, marks = [], lines = []] = ours;
  const svg = drawing([...paths, ...marks, ...lines], "emoji-drawing");
  [...svg.children].forEach((path, index) => {
    const filled = how === "f" && index < paths.length;
    path.setAttribute("fill", filled ? colour : "none");
    path.setAttribute("stroke", filled ? "none" : index >= paths.length && index < paths.length + marks.length ? "#fff" : colour);
  });
  return svg;
}
