/** Charts, drawn plainly: bars, or lines told apart by their dashes and marks, always with their figures as a table. @module */
import { h, svg } from "../controls/dom.js";

const WIDE = 440, HIGH = 150, LEFT = 34, EDGE = 10;
const DASHES = ["", "7 4", "2 3", "10 3 2 3", "4 2", "1 4"];
const MARKS = ["●", "■", "▲", "◆", "○", "□"];

/** @typedef {{ name: string, points: { label: string, value: number }[] }} Series */

/**
 * What a chart shows, series by series.
 * @param {any} chart
 * @returns {Series[]}
 */
function seriesOf(chart) {
  if (chart.type === "pie") return [{ name: "", points: chart.segments ?? [] }];
  return (chart.series ?? []).map((one) => ({ name: one.name ?? "", points: one.data ?? [] }));
}

/** @param {any} block */
export function chart(block) {
  const series = seriesOf(block.chart ?? {});
  const overTime = block.chart?.type === "line" || block.chart?.type === "area";
  return h("figure", { class: "b-chart" }, h("table", {},
    h("caption", { dir: "auto" }, block.title ?? "", overTime && plot(series)),
    overTime ? byPoint(series) : bars(series)));
}

/** @param {Series[]} series */
function bars(series) {
  const most = Math.max(1, ...series.flatMap((one) => one.points.map((point) => Number(point.value) || 0)));
  const row = (one, point) =>
    h("tr", {},
      h("th", { scope: "row", dir: "auto" }, series.length > 1 ? `${point.label} · ${one.name}` : point.label),
      h("td", { class: "b-chart-bar" }, h("progress", { max: String(most), value: String(point.value), "aria-hidden": "true" })),
      h("td", {}, String(point.value)));
  return h("tbody", {}, series.flatMap((one) => one.points.map((point) => row(one, point))));
}

/** Figures, a row for each point and a column for each line. @param {Series[]} series */
function byPoint(series) {
  const labels = series[0]?.points.map((point) => point.label) ?? [];
  const head = h("tr", {}, h("td", {}, ""), series.map((one, at) => h("th", { scope: "col", dir: "auto" }, `${MARKS[at % MARKS.length]} ${one.name}`)));
  const row = (label, at) => h("tr", {}, h("th", { scope: "row", dir: "auto" }, label), series.map((one) => h("td", {}, String(one.points[at]?.value ?? ""))));
  return h("tbody", {}, head, labels.map(row));
}

/** @param {Series[]} series */
function plot(series) {
  const values = series.flatMap((one) => one.points.map((point) => Number(point.value) || 0));
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const span = high - low || 1;
  const count = Math.max(2, ...series.map((one) => one.points.length));
  const x = (at) => LEFT + ((WIDE - LEFT - EDGE) * at) / (count - 1);
  const y = (value) => HIGH - EDGE - ((HIGH - 2 * EDGE) * (Number(value) - low)) / span;
  const scale = [low, high].map((value) => [
    svg("line", { class: "b-plot-grid", x1: LEFT, x2: WIDE - EDGE, y1: y(value), y2: y(value) }),
    svg("text", { class: "b-plot-text", x: LEFT - 5, y: y(value) + 4, "text-anchor": "end" }, String(value))]);
  const line = (one, at) => [
    svg("polyline", { class: "b-plot-line", "stroke-dasharray": DASHES[at % DASHES.length], points: one.points.map((point, here) => `${x(here)},${y(point.value)}`).join(" ") }),
    one.points.map((point, here) => svg("text", { class: "b-plot-mark", x: x(here), y: y(point.value) + 4, "text-anchor": "middle" }, MARKS[at % MARKS.length]))];
  return svg("svg", { class: "b-plot", viewBox: `0 0 ${WIDE} ${HIGH}`, "aria-hidden": "true" }, scale, series.map(line));
}
