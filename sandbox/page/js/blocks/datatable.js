/** Tables that can be sorted by any column and leafed through. @module */
import { fill, h } from "../controls/dom.js";
import { richText } from "../text/richtext.js";

/** @typedef {{ type: string, text?: string, value?: number }} Cell */

/** @param {any} cell */
const shown = (cell) => (cell?.type === "rich_text" ? richText(cell) : String(cell?.text ?? cell?.value ?? ""));

/** As Slack sorts: by number where all of a column are numbers, else by letter. @param {any[][]} rows @param {number} column */
function order(rows, column) {
  const numbers = rows.every((row) => row[column]?.type === "raw_number");
  const key = (row) => row[column]?.text ?? "";
  return numbers ? (a, b) => a[column].value - b[column].value : (a, b) => key(a).localeCompare(key(b));
}

/** @param {any} block */
export function dataTable(block) {
  const [head, ...rows] = block.rows ?? [];
  const size = block.page_size ?? 5;
  const named = block.row_header_column_index ?? 0;
  let [sorted, by, down, page] = [rows, -1, false, 0];
  const box = h("div", { class: "b-table", role: "region", "aria-label": block.caption ?? "Table", tabindex: "0" });
  const sort = (column) => {
    down = by === column && !down;
    [by, page, sorted] = [column, 0, [...rows].sort(order(rows, column))];
    if (down) sorted.reverse();
    draw();
    box.querySelectorAll("th button")[column]?.focus();
  };
  const leaf = (step) => { page += step; draw(); };
  const title = (cell, column) => h("th", { scope: "col", "aria-sort": by === column ? (down ? "descending" : "ascending") : undefined },
    h("button", { type: "button", class: "b-sort", onclick: () => sort(column) }, shown(cell), by === column ? (down ? " ▾" : " ▴") : ""));
  const row = (cells) => h("tr", null, cells.map((cell, at) =>
    h(at === named ? "th" : "td", { dir: "auto", scope: at === named ? "row" : undefined, class: cell?.type === "raw_number" ? "b-number" : undefined }, shown(cell))));
  function draw() {
    const pages = Math.ceil(sorted.length / size);
    fill(box, h("table", null, h("caption", { dir: "auto" }, block.caption ?? ""),
      h("thead", null, h("tr", null, (head ?? []).map(title))),
      h("tbody", null, sorted.slice(page * size, (page + 1) * size).map(row))),
    pages > 1 && h("p", { class: "b-pages" },
      h("button", { type: "button", disabled: page === 0, onclick: () => leaf(-1) }, "Previous"), ` ${page + 1} of ${pages} `,
      h("button", { type: "button", disabled: page === pages - 1, onclick: () => leaf(1) }, "Next")));
  }
  draw();
  return box;
}
