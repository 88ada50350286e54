/** Fields to type into: text, number, e-mail, address, date and time. @module */
import { h } from "../controls/dom.js";
import { naming, put, recall } from "./surface.js";

const TYPES = { number_input: "number", email_text_input: "email", url_text_input: "url" };

/** @param {any} one @param {import("./surface.js").Surface} surface @param {import("./surface.js").Spot} spot */
export function field(one, surface, spot) {
  const state = recall(surface, spot, one, () => ({ value: one.initial_value ?? null }));
  const on = one.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  const value = () => ({ value: node.value === "" ? null : node.value });
  const node = h(one.multiline ? "textarea" : "input", {
    class: "field",
    ...naming(spot, one),
    type: one.multiline ? undefined : (TYPES[one.type] ?? "text"),
    rows: one.multiline ? "4" : undefined,
    placeholder: one.placeholder?.text,
    maxlength: one.max_length,
    min: one.min_value,
    max: one.max_value,
    step: one.type === "number_input" ? (one.is_decimal_allowed ? "any" : "1") : undefined,
    autocomplete: "off",
    dir: "auto",
    value: state.value ?? "",
    oninput: () => put(surface, spot, one, value(), !on.includes("on_character_entered")),
    onkeydown: (event) => {
      // Enter in a line of a form tells the app when it asked for that; it never sends the form by accident.
      if (event.key !== "Enter" || event.isComposing || one.multiline) return;
      event.preventDefault();
      put(surface, spot, one, value(), !on.includes("on_enter_pressed"));
    },
  });
  if (one.focus_on_load) node.dataset.first = "true";
  return node;
}

const MOMENTS = {
  datepicker: { type: "date", one: "selected_date", initial: "initial_date" },
  timepicker: { type: "time", one: "selected_time", initial: "initial_time" },
  datetimepicker: { type: "datetime-local", one: "selected_date_time", initial: "initial_date_time" },
};

/** @param {any} one @param {import("./surface.js").Surface} surface @param {import("./surface.js").Spot} spot */
export function moment(one, surface, spot) {
  const kind = MOMENTS[one.type];
  const whole = one.type === "datetimepicker";
  const state = recall(surface, spot, one, () => ({ [kind.one]: one[kind.initial] ?? null }));
  const given = state[kind.one];
  const read = () => (whole && node.value ? Math.floor(new Date(node.value).getTime() / 1000) : node.value || null);
  const node = h("input", {
    class: "field moment",
    ...naming(spot, one),
    type: kind.type,
    value: whole && given ? localMinute(given) : (given ?? ""),
    onchange: () => put(surface, spot, one, { [kind.one]: read() }),
  });
  return node;
}

/** What a datetime-local field takes, in this computer's zone. */
function localMinute(seconds) {
  const shift = new Date(seconds * 1000).getTimezoneOffset() * 60;
  return new Date((seconds - shift) * 1000).toISOString().slice(0, 16);
}
