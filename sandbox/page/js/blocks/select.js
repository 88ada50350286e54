/** Selects for one choice. The browser's own control: nothing is as good with a keyboard, a finger or a screen reader. @module */
import { h } from "../controls/dom.js";
import { agreed } from "./button.js";
import { keyOf, source } from "./options.js";
import { naming, put, recall } from "./surface.js";

/** @param {any} one @param {import("./surface.js").Surface} surface @param {import("./surface.js").Spot} spot */
export function select(one, surface, spot) {
  const { one: field, initial, groups } = source(one);
  const current = recall(surface, spot, one, () => ({ [field]: one[initial] ?? null }));
  const all = groups.flatMap((group) => group.choices);
  const placeholder = h("option", { value: "", disabled: !spot.optional && spot.input }, one.placeholder?.text ?? "Choose…");
  const change = async () => {
    const chosen = all.find((choice) => choice.key === node.value);
    // The empty choice of a select in a message only puts it back; there is nothing to tell.
    if ((!chosen && !spot.input) || !(await agreed(one.confirm))) {
      node.value = keyOf(surface.values[spot.block][one.action_id][field]);
      return;
    }
    put(surface, spot, one, { [field]: chosen?.value ?? null });
  };
  const node = h("select", { class: "select", ...naming(spot, one), onchange: change }, placeholder, groups.map(group));
  node.value = keyOf(current[field]);
  if (node.selectedIndex < 0) node.value = "";
  return node;
}

function group({ heading, choices }) {
  const options = choices.map((choice) =>
    h("option", { value: choice.key }, choice.detail ? `${choice.label} — ${choice.detail}` : choice.label));
  return heading ? h("optgroup", { label: heading }, options) : options;
}
