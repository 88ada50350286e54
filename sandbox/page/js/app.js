/** Puts the page together. @module */
import { fill, h } from "./controls/dom.js";
import { readAloud } from "./conversation/readaloud.js";
import { announce } from "./controls/announce.js";
import { keepCoveredOut } from "./navigation/covered.js";
import { Conversation } from "./conversation/conversation.js";
import { help } from "./navigation/help.js";
import { Inspector } from "./inspector/inspector.js";
import { globalKeys } from "./navigation/keyboard.js";
import { Modal } from "./forms/modal.js";
import { actors } from "./workspace/people.js";
import { followAddress, goTo, openThread, readAddress } from "./navigation/places.js";
import { loadCompany, markRead, quietly } from "./workspace/session.js";
import { Sidebar } from "./navigation/sidebar.js";
import { listen, state } from "./workspace/store.js";
import { openSwitcher, remember } from "./navigation/switcher.js";
import { store, stored } from "./controls/theme.js";
import { Thread } from "./conversation/thread.js";
import { Tour } from "./tour/tour.js";
import { welcome } from "./navigation/welcome.js";

const at = (id) => document.getElementById(id);

async function start() {
  await loadCompany();
  const address = readAddress();
  const parts = build();
  followAddress();
  await goTo({ ...address, as: address.as ?? stored("as") ?? firstPerson() });
  document.body.dataset.ready = "true";
  // Someone who followed a link wants to see what it points to, not to be greeted.
  const firstVisit = !stored("welcomed") && !address.as && !address.channel;
  if (state.boot.tour?.step) parts.tour.resume();
  else if (firstVisit) await greet(parts.tour);
}

async function greet(tour) {
  const choice = await welcome();
  store("welcomed", "yes");
  if (choice === "tour") await tour.start();
  else at("composer").focus();
}

function firstPerson() {
  return state.boot.tour?.steps[0]?.as ?? actors()[0]?.id;
}

function build() {
  const thread = new Thread(at("thread"));
  const conversation = new Conversation(at("main"), () => sidebar.open());
  const inspector = new Inspector(at("inspector"), () => {
    document.body.classList.toggle("inspecting", inspector.on);
    sidebar.drawTools();
    if (inspector.on) return;
    const opener = at("sidebar").querySelector('[data-control="pulse"]');
    if (opener.checkVisibility({ visibilityProperty: true })) opener.focus();
  });
  const tour = new Tour(at("tour-slot"), {
    lists: () => (state.place.thread ? thread.messages : conversation.messages),
    begin: (text) => conversation.composer.begin(text),
  });
  const sidebar = new Sidebar(at("sidebar"), {
    tour: () => quietly(tour.start()),
    inspector: () => inspector.toggle(),
    inspecting: () => inspector.on,
    help: () => quietly(help()),
  });
  new Modal();
  connect(sidebar, inspector);
  keepCoveredOut();
  readAloud();
  return { tour };
}

function connect(sidebar, inspector) {
  listen("person", () => {
    remember(state.as);
    store("as", state.as);
  });
  listen("place", () => document.body.classList.toggle("threading", Boolean(state.place.thread)));
  listen("link", showLink);
  document.addEventListener("visibilitychange", () => document.hidden || markRead());
  globalKeys({
    "mod+k": () => openSwitcher(sidebar.badge),
    "mod+/": () => quietly(help()),
    "mod+i": () => inspector.toggle(),
    Escape: () => state.place.thread && openThread(""),
  });
  at("skip").addEventListener("click", (event) => {
    // The address belongs to the place one is at, so the link moves the focus only.
    event.preventDefault();
    at("composer").focus();
  });
}

function showLink(up) {
  const bar = at("link-state");
  document.body.classList.toggle("cut-off", !up);
  fill(bar, up ? null : [h("span", { class: "spinner", "aria-hidden": "true" }), "Reconnecting to the workspace…"]);
  if (up && bar.dataset.was === "down") announce("Reconnected.");
  bar.dataset.was = up ? "up" : "down";
}

start().catch((error) => {
  fill(at("main"), h("div", { class: "fatal", role: "alert" }, h("h1", null, "Can't reach the workspace"), h("p", null, error.message),
    h("button", { type: "button", class: "button primary", onclick: () => location.reload() }, "Try again")));
});
