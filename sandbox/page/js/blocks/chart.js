/** Charts, drawn plainly: a bar and its figure for each point, which a screen reader reads as a table. @module */
import { h } from "../controls/dom.js";

/**
 * What a chart shows, series by series.
 * @param {any} chart
 * @returns {{ name: string, points: { label: string, value: number }[] }[]}
 */
function seriesOf(chart) {
  if (chart.type === "pie") return [{ name: "", points: chart.segments ?? [] }];
  return (chart.series ?? []).map((one) => ({ name: one.name ?? "", points: one.data ?? [] }));
}

/** @param {any} block */
export function chart(block) {
  const series = seriesOf(block.chart ?? {});
  const most = Math.max(1, ...series.flatMap((one) => one.points.map((point) => Number(point.value) || 0)));
  const row = (one, point) =>
    h("tr", {},
      h("th", { scope: "row", dir: "auto" }, series.length > 1 ? `${point.label} · ${one.name}` : point.label),
      h("td", { class: "b-chart-bar" }, h("progress", { max: String(most), value: String(point.value), "aria-hidden": "true" })),
      h("td", {}, String(point.value)));
  return h("figure", { class: "b-chart" },
    h("table", {},
      h("caption", { dir: "auto" }, block.title ?? ""),
      h("tbody", {}, series.flatMap((one) => one.points.map((point) => row(one, point))))));
}
