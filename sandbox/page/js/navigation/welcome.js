/** What a first visitor sees: in ten seconds, what this is and what to do. @module */
import { h } from "../controls/dom.js";
import { show, windowOf } from "../forms/dialogs.js";
import { actors, appAvatar, avatar } from "../workspace/people.js";
import { icon } from "../controls/icons.js";
import { state } from "../workspace/store.js";

const FACES = 7;

/** @returns {Promise<"tour"|"look">} what the person chose */
export async function welcome() {
  const { bot, team, tour } = state.boot;
  const dialog = windowOf("welcome", "welcome-title");
  const button = (value, className, ...content) => h("button", { type: "button", class: className, onclick: () => dialog.close(value) }, ...content);
  const people = actors();
  dialog.append(
    h("div", { class: "card" },
      appAvatar("large"),
      h("h2", { id: "welcome-title", dir: "auto" }, bot.name),
      h("p", { class: "welcome-kind" }, "A Slack bot, running in a practice workspace"),
      h("p", { class: "welcome-lead", dir: "auto" }, bot.description),
      h("div", { class: "welcome-faces", "aria-hidden": "true" }, people.slice(0, FACES).map((one) => avatar(one, "small")),
        people.length > FACES && h("span", { class: "welcome-more" }, `+${people.length - FACES}`)),
      h("p", null, h("strong", { dir: "auto" }, team.name),
        ` has ${people.length} people, and you can be any of them: ask as one, then switch and answer as another. Nothing leaves this computer.`),
      tour && h("p", { class: "welcome-tour" }, h("strong", { dir: "auto" }, tour.title), ` · ${tour.steps.length} short steps. Enter takes you to the next.`),
      h("div", { class: "buttons" },
        tour && button("tour", "button primary big", icon("play"), "Take the tour"),
        button("look", tour ? "button big" : "button primary big", "Look around"))),
  );
  return (await show(dialog)) === "tour" ? "tour" : "look";
}
