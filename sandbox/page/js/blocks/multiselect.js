/** Selects for several choices: a field that names them, and a list to tick with a filter. @module */
import { fill, h, uniqueId } from "../controls/dom.js";
import { icon } from "../controls/icons.js";
import { arrows } from "../navigation/keyboard.js";
import { float } from "../controls/popover.js";
import { keyOf, source } from "./options.js";
import { naming, put, recall } from "./surface.js";

/** Fewer than this need no filter. */
const MANY = 8;

/** @param {any} one @param {import("./surface.js").Surface} surface @param {import("./surface.js").Spot} spot */
export function multiSelect(one, surface, spot) {
  const { many, initialMany, groups } = source(one);
  const all = groups.flatMap((group) => group.choices);
  const current = () => recall(surface, spot, one, () => ({ [many]: one[initialMany] ?? [] }))[many] ?? [];
  const chosen = () => all.filter((choice) => current().some((value) => keyOf(value) === choice.key));
  const names = h("span", { class: "multi-names" });
  const node = h(
    "button",
    { type: "button", class: "select multi", "aria-haspopup": "dialog", "aria-expanded": "false", ...naming(spot, one) },
    names,
    icon("down"),
  );
  const showNames = () => {
    const picked = chosen().map((choice) => h("span", { class: "chip", dir: "auto" }, choice.label));
    fill(names, picked.length ? picked : h("span", { class: "placeholder" }, one.placeholder?.text ?? "Choose…"));
    // A label alone would hide what is chosen from a screen reader.
    node.setAttribute("aria-description", picked.length ? `Chosen: ${chosen().map((c) => c.label).join(", ")}` : "Nothing chosen");
  };
  const toggle = (choice, on) => {
    const rest = current().filter((value) => keyOf(value) !== choice.key);
    put(surface, spot, one, { [many]: on ? [...rest, choice.value] : rest }, true);
    showNames();
  };
  const serialized = () => JSON.stringify(current().map(keyOf));
  node.addEventListener("click", () => {
    const before = serialized();
    const limit = one.max_selected_items ?? Infinity;
    float(node, panel(groups, { toggle, limit, picked: () => chosen().map((choice) => choice.key) }), () => {
      // The app hears of the choice once, when the list closes, as in Slack.
      if (serialized() !== before) put(surface, spot, one, { [many]: current() });
    });
  });
  showNames();
  return node;
}

function panel(groups, { toggle, limit, picked }) {
  const node = h("div", { class: "popover multi-list", role: "dialog", "aria-label": "Choose" });
  const rows = groups.flatMap(({ heading, choices }) => [
    heading && h("p", { class: "menu-heading" }, heading),
    ...choices.map((choice) => row(choice, toggle, picked, () => enforce(node, limit))),
  ]);
  const count = groups.reduce((sum, group) => sum + group.choices.length, 0);
  if (count >= MANY) node.append(filter(node));
  node.append(...rows.filter(Boolean));
  arrows(node, "input[type=checkbox], .filter");
  enforce(node, limit);
  requestAnimationFrame(() => node.querySelector("input")?.focus());
  return node;
}

function row(choice, toggle, picked, changed) {
  const id = uniqueId("tick");
  const box = h("input", { type: "checkbox", id, checked: picked().includes(choice.key) });
  box.addEventListener("change", () => {
    toggle(choice, box.checked);
    changed();
  });
  return h("label", { class: "tick", for: id, data: { words: `${choice.label} ${choice.detail ?? ""}`.toLowerCase() } },
    box, h("span", { dir: "auto" }, choice.label, choice.detail && h("span", { class: "menu-detail" }, choice.detail)));
}

/** At the limit the other boxes rest, so that the limit is felt before it is broken. */
function enforce(node, limit) {
  const boxes = [...node.querySelectorAll("input[type=checkbox]")];
  const full = boxes.filter((box) => box.checked).length >= limit;
  for (const box of boxes) box.disabled = full && !box.checked;
}

function filter(node) {
  const box = h("input", { type: "search", class: "filter", placeholder: "Filter", "aria-label": "Filter the list" });
  box.addEventListener("input", () => {
    for (const one of node.querySelectorAll(".tick")) one.hidden = !one.dataset.words.includes(box.value.toLowerCase());
  });
  return box;
}
