/** Radio buttons and checkboxes. @module */
import { h, uniqueId } from "../controls/dom.js";
import { agreed } from "./button.js";
import { textObject } from "./textobject.js";
import { handle, naming, put, recall } from "./surface.js";

/** @param {any} one @param {import("./surface.js").Surface} surface @param {import("./surface.js").Spot} spot */
export function choices(one, surface, spot) {
  const radio = one.type === "radio_buttons";
  const state = recall(surface, spot, one, () =>
    radio ? { selected_option: one.initial_option ?? null } : { selected_options: one.initial_options ?? [] });
  const name = uniqueId("choice");
  const value = () => {
    const on = [...node.querySelectorAll("input")].flatMap((box, index) => (box.checked ? [one.options[index]] : []));
    return radio ? { selected_option: on[0] ?? null } : { selected_options: on };
  };
  const change = async (event) => {
    if (await agreed(one.confirm)) put(surface, spot, one, value());
    else if (event.target instanceof HTMLInputElement) event.target.checked = radio ? false : !event.target.checked;
  };
  const chosen = radio ? [state.selected_option] : state.selected_options;
  const named = naming(spot, one);
  const node = h(
    "div",
    {
      class: "choices",
      ...named,
      id: undefined,
      data: undefined,
      role: radio ? "radiogroup" : "group",
      "aria-labelledby": spot.id ? `${spot.id}-label` : undefined,
      onchange: change,
    },
    one.options.map((option, index) => {
      const id = index === 0 && spot.id ? spot.id : uniqueId("box");
      const checked = chosen?.some((other) => other?.value === option.value);
      return h("label", { class: "choice", for: id },
        h("input", { type: radio ? "radio" : "checkbox", name, id, checked, data: handle(spot, `${one.action_id}/${option.value}`) }),
        h("span", { dir: "auto" },
          h("span", { class: "mrkdwn" }, textObject(option.text)),
          option.description && h("span", { class: "choice-detail mrkdwn" }, textObject(option.description))));
    }),
  );
  return node;
}
