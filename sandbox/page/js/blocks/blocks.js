/** Block Kit to document nodes. @module */
import { h } from "../controls/dom.js";
import { actions, context, divider, header, image, markdown, richTextBlock, section, table } from "./text.js";
import { chart } from "./chart.js";
import { dataTable } from "./datatable.js";
import { input } from "./input.js";

const KINDS = { section, actions, header, context, divider, image, table, markdown, input, rich_text: richTextBlock, data_table: dataTable, data_visualization: chart };

/**
 * @param {any[]} blocks
 * @param {import("./surface.js").Surface} surface
 * @returns {Node[]}
 */
export function renderBlocks(blocks, surface) {
  return blocks.map((block, index) => {
    const named = block.block_id ? block : { ...block, block_id: `block-${index}` };
    const draw = KINDS[block.type];
    return draw ? draw(named, surface) : h("p", { class: "b-unknown" }, `This page can't show “${block.type}” blocks.`);
  });
}
