/** The list above a text field; the focus stays in the field. @module */
import { fill, h } from "../controls/dom.js";
import { announce } from "../controls/announce.js";
import { drawEmoji } from "../text/emojifont.js";
import { appAvatar, avatar } from "../workspace/people.js";

export class SuggestionList {
  /** @param {string} id @param {(suggestion: import("./completion.js").Suggestion) => void} choose */
  constructor(id, choose) {
    this.id = id;
    this.choose = choose;
    this.items = [];
    this.at = 0;
    this.el = h("ul", { class: "suggestions", id, role: "listbox", "aria-label": "Suggestions", hidden: true });
  }

  get open() {
    return !this.el.hidden;
  }

  current() {
    return this.items[this.at];
  }

  /** @param {import("./completion.js").Suggestion[]} items @param {HTMLElement} field */
  show(items, field) {
    const news = items.length && items.length !== this.items.length;
    this.items = items;
    this.at = 0;
    this.field = field;
    this.el.hidden = !items.length;
    this.draw();
    if (news) announce(`${items.length === 1 ? "1 suggestion" : `${items.length} suggestions`}, arrow keys to choose, Tab to take`);
  }

  hide() {
    this.items = [];
    this.el.hidden = true;
    this.field?.removeAttribute("aria-activedescendant");
  }

  /** @param {number} step */
  move(step) {
    this.at = (this.at + step + this.items.length) % this.items.length;
    this.draw();
    this.el.children[this.at].scrollIntoView({ block: "nearest" });
  }

  draw() {
    fill(this.el, this.items.map((item, index) => this.option(item, index)));
    if (this.items.length) this.field.setAttribute("aria-activedescendant", `${this.id}-${this.at}`);
    else this.field?.removeAttribute("aria-activedescendant");
  }

  option(item, index) {
    const face = item.who ? (item.who.is_app ? appAvatar("small") : avatar(item.who, "small")) : item.drawn && h("span", { class: "emoji" }, drawEmoji(item.label.slice(1, -1), item.drawn));
    return h(
      "li",
      {
        id: `${this.id}-${index}`,
        role: "option",
        "aria-selected": String(index === this.at),
        class: "suggestion",
        // Before the field loses the focus to the click.
        onmousedown: (event) => {
          event.preventDefault();
          this.choose(item);
        },
      },
      face,
      h("span", { class: "suggestion-label", dir: "auto" }, item.label),
      item.detail && h("span", { class: "suggestion-detail", dir: "auto" }, item.detail),
    );
  }
}
