/**
 * Few stops for the Tab key in a long list: the item one is at, and its buttons as one stop more, among which the left and right
 * arrows move. Fields and menus keep their arrows, so each stays a stop of its own. Every other item has none.
 * @module
 */

const CONTROLS = "button, a[href], summary";
const FIELDS = "input, select, textarea";
/** What is only there for a while is walked as usual. */
const APART = ".editor *, [popover] *";

export class Rover {
  /** @param {HTMLElement} list @param {string} items a selector */
  constructor(list, items) {
    this.list = list;
    this.items = items;
    /** The item one is at, by its data-ts, and the button one used last. */
    this.at = "";
    this.control = "";
    list.addEventListener("focusin", (event) => this.came(event.target));
    list.addEventListener("keydown", (event) => this.key(event));
  }

  /** After the list was drawn: puts the stops where they belong. */
  settle() {
    const all = [...this.list.querySelectorAll(this.items)];
    const current = all.find((one) => one.dataset.ts === this.at) ?? all.at(-1);
    for (const one of all) this.tame(one, one === current);
  }

  came(target) {
    const item = target.closest(this.items);
    if (!item) return;
    if (target.matches(CONTROLS)) this.control = target.dataset.control ?? "";
    if (item.dataset.ts !== this.at) {
      const before = this.list.querySelector(`${this.items}[data-ts="${CSS.escape(this.at)}"]`);
      this.at = item.dataset.ts;
      if (before) this.tame(before, false);
      // When there was nobody yet, the last item held the stops.
      else this.settle();
    }
    this.tame(item, true);
  }

  tame(item, current) {
    if (!current && item.dataset.tamed === "yes") return;
    item.dataset.tamed = current ? "no" : "yes";
    item.tabIndex = current ? 0 : -1;
    for (const one of item.querySelectorAll(FIELDS)) if (!one.matches(APART)) one.tabIndex = current ? 0 : -1;
    const controls = controlsOf(item);
    const stop = controls.find((one) => one === document.activeElement) ?? controls.find((one) => one.dataset.control === this.control) ?? controls[0];
    for (const one of controls) one.tabIndex = current && one === stop ? 0 : -1;
  }

  key(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step || !event.target.matches(CONTROLS) || event.target.matches(APART)) return;
    const controls = controlsOf(event.target.closest(this.items)).filter((one) => one.checkVisibility({ visibilityProperty: true }));
    const next = controls[controls.indexOf(event.target) + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
  }
}

const controlsOf = (item) => [...item.querySelectorAll(CONTROLS)].filter((one) => !one.matches(APART));
