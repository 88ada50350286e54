/** Blocks that only show: section, header, context, divider, image, rich text. @module */
import { h } from "../controls/dom.js";
import { richText } from "../text/richtext.js";
import { element } from "./elements.js";
import { picture } from "./picture.js";
import { textObject } from "./textobject.js";

const flow = (text, className = "") => h("div", { class: `mrkdwn ${className}`.trim(), dir: "auto" }, textObject(text));

/** @param {any} block @param {import("./surface.js").Surface} surface */
export function section(block, surface) {
  const label = block.text?.text?.slice(0, 120);
  return h(
    "div",
    { class: block.accessory ? "b-section with-accessory" : "b-section" },
    h("div", { class: "b-section-text" },
      block.text && flow(block.text),
      block.fields && h("div", { class: "b-fields" }, block.fields.map((field) => flow(field, "b-field")))),
    block.accessory && h("div", { class: "b-accessory" }, element(block.accessory, surface, spotOf(block, label))),
  );
}

function spotOf(block, label) {
  return { block: block.block_id, input: false, dispatch: true, optional: false, label };
}

/** @param {any} block @param {import("./surface.js").Surface} surface */
export function actions(block, surface) {
  const elements = block.elements.map((one) => element(one, surface, spotOf(block)));
  return h("div", { class: "b-actions", role: "group", "aria-label": "Actions" }, elements);
}

/** One level below the heading of what it stands in. @param {any} block @param {import("./surface.js").Surface} surface */
export const header = (block, surface) => h(surface.within === 2 ? "h3" : "h2", { class: "b-header", dir: "auto" }, textObject(block.text));

/** @param {any} block */
export function context(block) {
  const parts = block.elements.map((one) => (one.type === "image" ? picture(one, "b-context-image") : flow(one)));
  return h("div", { class: "b-context" }, parts);
}

export const divider = () => h("hr", { class: "b-divider" });

/** @param {any} block */
export function image(block) {
  return h("figure", { class: "b-image" },
    block.title && h("figcaption", { dir: "auto" }, textObject(block.title)),
    picture(block, "b-image-picture"));
}

/** @param {any} block */
export const richTextBlock = (block) => h("div", { class: "b-rich mrkdwn" }, richText(block));

/** A markdown block, shown as written: the words matter here, not the typography. @param {any} block */
export const markdown = (block) => h("div", { class: "mrkdwn", dir: "auto" }, block.text);

/** @param {any} block */
export function table(block) {
  const cell = (tag) => (one) => h(tag, { dir: "auto", scope: tag === "th" ? "col" : undefined },
    one?.type === "rich_text" ? richText(one) : String(one?.text ?? one?.value ?? ""));
  const [head, ...rows] = block.rows ?? [];
  return h("div", { class: "b-table", role: "region", "aria-label": "Table", tabindex: "0" },
    h("table", null,
      h("thead", null, h("tr", null, (head ?? []).map(cell("th")))),
      h("tbody", null, rows.map((row) => h("tr", null, row.map(cell("td")))))));
}
