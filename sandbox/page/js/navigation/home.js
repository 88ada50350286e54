/** App Home: what the app has published for the acting person. @module */
import { fill, h, keyed } from "../controls/dom.js";
import { renderBlocks } from "../blocks/blocks.js";
import { failed } from "../controls/notices.js";
import { mine } from "../workspace/session.js";
import { state } from "../workspace/store.js";

export class HomeView {
  constructor() {
    this.blocks = h("div", { class: "home-blocks" });
    this.empty = h("p", { class: "hint" });
    this.el = h("div", { class: "home", id: "panel-home", role: "tabpanel", "aria-labelledby": "tab-home", hidden: true, tabindex: "-1" }, this.empty, this.blocks);
    /** What the person put into inputs, kept while it is the same view. */
    this.values = {};
    this.viewId = "";
  }

  draw() {
    const view = state.home;
    if (view?.id !== this.viewId) this.values = {};
    this.viewId = view?.id ?? "";
    fill(this.empty, view === undefined ? "Loading…" : view ? "" : `${state.boot.bot.name} hasn't added anything here yet.`);
    this.empty.hidden = Boolean(view);
    const surface = { kind: "home", within: 1, values: this.values, errors: {}, act: (action) => act(view, action, this.values) };
    keyed(this.blocks, (view?.blocks ?? []).map((block, index) => ({
      key: block.block_id ?? `block-${index}`,
      stamp: [JSON.stringify(block), this.viewId, state.boot],
      draw: () => h("div", { class: "block" }, renderBlocks([block], surface)),
    })));
  }
}

async function act(view, action, values) {
  const answer = await mine()
    .click({ message: null, view_id: view.id, ...action, state: { values } })
    .catch((error) => ({ ok: false, error: error.message }));
  if (!answer.ok) failed("That click", answer.error ?? "unknown error", { announced: true });
}
