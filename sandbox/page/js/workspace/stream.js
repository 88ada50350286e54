/**
 * The live stream of one person. Comes back by itself after a cut, each time a little later, and says
 * so; whoever listens loads again what may have been missed.
 * @module
 */

const FIRST_WAIT = 400;
const LONGEST_WAIT = 8000;

export class Stream {
  /**
   * @param {object} hooks
   * @param {(event: any) => void} hooks.event
   * @param {(up: boolean, again: boolean) => void} hooks.link `again`: it was up before
   */
  constructor({ event, link }) {
    this.onEvent = event;
    this.onLink = link;
    this.user = "";
    this.socket = null;
    this.timer = 0;
    this.wait = FIRST_WAIT;
    this.wasUp = false;
    // A laptop that wakes up should not wait for the rest of a long pause.
    window.addEventListener("online", () => this.retryNow());
    document.addEventListener("visibilitychange", () => document.hidden || this.retryNow());
  }

  /**
   * Listens as this person from now on. Resolves when the first connection stands or failed, so that
   * nothing said in between is missed.
   * @param {string} user @returns {Promise<void>}
   */
  follow(user) {
    this.user = user;
    this.wasUp = false;
    this.wait = FIRST_WAIT;
    return this.connect();
  }

  connect() {
    clearTimeout(this.timer);
    this.socket?.close();
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}/client/as/${encodeURIComponent(this.user)}/stream`);
    this.socket = socket;
    return new Promise((resolve) => {
      socket.onopen = () => {
        resolve();
        if (socket === this.socket) this.up();
      };
      socket.onmessage = (message) => {
        if (socket === this.socket) this.onEvent(JSON.parse(message.data));
      };
      socket.onclose = () => {
        resolve();
        if (socket === this.socket) this.down();
      };
    });
  }

  up() {
    this.wait = FIRST_WAIT;
    this.onLink(true, this.wasUp);
    this.wasUp = true;
  }

  down() {
    this.socket = null;
    this.wasUp = true;
    this.onLink(false, true);
    // The spread keeps several open pages from knocking at the same moment.
    this.timer = setTimeout(() => this.connect(), this.wait * (0.75 + Math.random() / 2));
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
  }

  retryNow() {
    if (!this.socket && this.user) this.connect();
  }
}
