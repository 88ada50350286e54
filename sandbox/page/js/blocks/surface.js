/**
 * What a block needs to know about where it is shown. A surface is a message, a modal or App Home.
 * @module
 */

/**
 * @typedef {object} Surface
 * @property {"message"|"modal"|"home"} kind
 * @property {number} within  the level of the heading above it
 * @property {Record<string, Record<string, any>>} values  block_id → action_id → Slack's state value
 * @property {Record<string, string>} errors             block_id → what is wrong with it
 * @property {(action: any) => Promise<void>} act         tells the app
 * @property {() => void} [kept]                          hears that something was put in, to keep it as a draft
 */

/**
 * @typedef {object} Spot  where an element stands
 * @property {string} block       its block_id
 * @property {boolean} input      inside an input block
 * @property {boolean} dispatch   whether a change is told to the app at once
 * @property {boolean} optional   may be left empty
 * @property {string} [label]     what it is called, when nothing visible labels it
 * @property {string} [id]        the id its label points to
 * @property {string} [described] ids of hint and error
 */

/**
 * What is in an element: what the person put there, otherwise what the app gave it at first.
 * @param {Surface} surface @param {Spot} spot @param {any} element @param {() => any} initial
 */
export function recall(surface, spot, element, initial) {
  const block = (surface.values[spot.block] ??= {});
  block[element.action_id] ??= { type: element.type, ...initial() };
  return block[element.action_id];
}

/**
 * Keeps what the person put into an element, and tells the app when it wants to know.
 * @param {Surface} surface @param {Spot} spot @param {any} element @param {any} value
 * @param {boolean} [quiet] keep it only
 */
export function put(surface, spot, element, value, quiet = false) {
  const state = { type: element.type, ...value };
  (surface.values[spot.block] ??= {})[element.action_id] = state;
  surface.kept?.();
  if (spot.dispatch && !quiet) surface.act({ block_id: spot.block, action_id: element.action_id, ...state });
}

/**
 * How a control is found again after its block was drawn anew. Slack gives a block without an id a new
 * one with each update, so the action counts too.
 * @param {Spot} spot @param {string} action
 */
export const handle = (spot, action) => ({ control: `${spot.block}/${action}`, action });

/** Attributes that name and describe a control. @param {Spot} spot @param {any} element */
export function naming(spot, element) {
  return {
    id: spot.id,
    "aria-label": spot.id ? undefined : (spot.label ?? element.placeholder?.text ?? "Choose"),
    "aria-describedby": spot.described,
    data: handle(spot, element.action_id),
  };
}
