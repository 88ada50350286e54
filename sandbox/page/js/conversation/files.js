/** Files: as chips on a message, and picked for sending. @module */
import { h } from "../controls/dom.js";
import { icon } from "../controls/icons.js";

// None of these can hold a script.
const PICTURES = new Set(["image/png", "image/jpeg", "image/gif", "image/webp"]);
const UNITS = ["bytes", "kB", "MB", "GB"];

/** @param {number} bytes */
export function sizeOf(bytes) {
  let size = bytes;
  let unit = 0;
  while (size >= 1000 && unit < UNITS.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return `${unit && size < 10 ? size.toFixed(1) : Math.round(size)} ${UNITS[unit]}`;
}

/** @param {any[]} files */
export function fileChips(files) {
  return h("ul", { class: "files", "aria-label": "Files" }, files.map((file) => h("li", null, chip(file))));
}

function chip(file) {
  const parts = [
    icon("file"),
    h("span", { class: "file-name", dir: "auto" }, file.name ?? file.title ?? "File"),
    file.size !== undefined && h("span", { class: "file-size" }, sizeOf(file.size)),
  ];
  const ours = typeof file.url === "string" && /^\/(?!\/)/.test(file.url);
  if (ours && PICTURES.has(file.mimetype)) parts.unshift(h("img", { class: "file-picture", src: file.url, alt: file.alt_txt ?? "", loading: "lazy" }));
  return ours
    ? h("a", { class: "file", href: file.url, download: file.name ?? true }, parts)
    : h("span", { class: "file" }, parts);
}

/**
 * Reads a picked file into what the workspace takes.
 * @param {File} file @returns {Promise<{name: string, size: number, content_base64: string}>}
 */
export async function carry(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = "";
  // In pieces: one call with every byte as an argument would overflow the stack.
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return { name: file.name, size: file.size, content_base64: btoa(text) };
}
