/** Reading a modal's form, and checking what can be checked before the app is asked. @module */

/** @param {any} view */
const inputs = (view) => view.blocks.filter((block) => block.type === "input");

/** Every element of a view that has a value, with its block. */
function elements(view) {
  return view.blocks.flatMap((block, index) => {
    const id = block.block_id ?? `block-${index}`;
    return [block.element, block.accessory, ...(block.type === "actions" ? block.elements : [])]
      .filter((one) => one?.action_id && one.type !== "button")
      .map((one) => [id, one]);
  });
}

/**
 * What is in the form now, of the view as it is now: values of blocks that are gone stay behind.
 * @param {any} view @param {Record<string, Record<string, any>>} values
 */
export function collect(view, values) {
  const out = {};
  for (const [block, one] of elements(view)) {
    (out[block] ??= {})[one.action_id] = values[block]?.[one.action_id] ?? { type: one.type, value: null };
  }
  return out;
}

/**
 * @param {any} view @param {Record<string, Record<string, any>>} values
 * @returns {Record<string, string>} block_id → what is wrong, empty when all is well
 */
export function check(view, values) {
  const errors = {};
  for (const block of inputs(view)) {
    const problem = wrong(block, values[block.block_id]?.[block.element.action_id]);
    if (problem) errors[block.block_id] = problem;
  }
  return errors;
}

function wrong(block, state) {
  const content = contentOf(state);
  if (!content) return block.optional ? "" : "This field is required.";
  return typeof content === "string" ? (CHECKS[block.element.type]?.(content, block.element) ?? "") : "";
}

function contentOf(state) {
  const { type, ...rest } = state ?? {};
  const [content] = Object.values(rest);
  if (Array.isArray(content)) return content.length ? content : null;
  return typeof content === "string" ? content.trim() : content;
}

const CHECKS = {
  plain_text_input: (text, { min_length: least }) => (least && text.length < least ? `Use at least ${least} characters.` : ""),
  email_text_input: (text) => (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text) ? "" : "Enter a valid email address."),
  url_text_input: (text) => (URL.canParse(text) && /^https?:/.test(text) ? "" : "Enter a web address that starts with https://."),
  number_input: number,
};

function number(text, { min_value: least, max_value: most, is_decimal_allowed: decimal }) {
  const value = Number(text);
  if (Number.isNaN(value)) return "Enter a number.";
  if (!decimal && !Number.isInteger(value)) return "Enter a whole number.";
  if (least !== undefined && value < Number(least)) return `Enter ${least} or more.`;
  if (most !== undefined && value > Number(most)) return `Enter ${most} or less.`;
  return "";
}
