/** The workspace's HTTP surface for the page. Every call is made as one person; nothing here knows the screen. @module */

/** The server refused or could not be reached; `message` can be shown to a person. */
export class ApiError extends Error {}

async function call(method, path, body) {
  let answer;
  try {
    answer = await fetch(`/client/${path}`, {
      method,
      headers: body === undefined ? {} : { "Content-Type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw new ApiError("The workspace isn't responding. Is it still running?");
  }
  const data = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new ApiError(data.error ?? `The workspace answered with ${answer.status}.`);
  return data;
}

const get = (path) => call("GET", path);
const post = (path, body = {}) => call("POST", path, body);

/** The company, the commands and the tour. */
export const boot = () => get("boot");

/** @param {number} after the last entry already known */
export const traffic = (after) => get(`traffic?after=${after}`);

export const startTour = () => post("tour/start");
export const nextStep = () => post("tour/next");
export const stopTour = () => post("tour/stop");

/** How far one can go on in time. */
export const jumps = async () => (await get("time")).jumps;
export const letPass = (to) => post("time", { to });

/**
 * The calls of one person.
 * @param {string} user
 */
export function actingAs(user) {
  const path = (name) => `as/${encodeURIComponent(user)}/${name}`;
  return {
    conversations: () => get(path("conversations")),
    /** @param {{channel: string, thread_ts?: string, before?: string, limit?: number}} where */
    messages: (where) => get(path(`messages?${query(where)}`)),
    modals: () => get(path("modals")),
    say: (message) => post(path("say"), message),
    edit: (message) => post(path("edit"), message),
    remove: (message) => post(path("delete"), message),
    react: (reaction) => post(path("react"), reaction),
    read: (mark) => post(path("read"), mark),
    command: (command) => post(path("command"), command),
    click: (action) => post(path("click"), action),
    shortcut: (shortcut) => post(path("shortcut"), shortcut),
    submit: (form) => post(path("submit"), form),
    close: (view) => post(path("close"), view),
    home: () => post(path("home")),
  };
}

function query(params) {
  const given = Object.entries(params).filter(([, value]) => value !== undefined && value !== null);
  return new URLSearchParams(given.map(([name, value]) => [name, String(value)]));
}
