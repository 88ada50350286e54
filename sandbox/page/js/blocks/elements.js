/** Which function draws which interactive element. @module */
import { h } from "../controls/dom.js";
import { button, overflow } from "./button.js";
import { choices } from "./choices.js";
import { multiSelect } from "./multiselect.js";
import { select } from "./select.js";
import { field, moment } from "./fields.js";
import { picture } from "./picture.js";

const KINDS = {
  button,
  workflow_button: button,
  overflow,
  static_select: select,
  users_select: select,
  channels_select: select,
  conversations_select: select,
  multi_static_select: multiSelect,
  multi_users_select: multiSelect,
  multi_channels_select: multiSelect,
  multi_conversations_select: multiSelect,
  radio_buttons: choices,
  checkboxes: choices,
  datepicker: moment,
  timepicker: moment,
  datetimepicker: moment,
  plain_text_input: field,
  number_input: field,
  email_text_input: field,
  url_text_input: field,
  image: (one) => picture(one, "b-accessory-image"),
};

/**
 * @param {any} one an element of Block Kit
 * @param {import("./surface.js").Surface} surface @param {import("./surface.js").Spot} spot
 * @returns {Node}
 */
export function element(one, surface, spot) {
  const draw = KINDS[one.type];
  return draw ? draw(one, surface, spot) : h("span", { class: "b-unknown" }, `This page can't show “${one.type}”.`);
}
