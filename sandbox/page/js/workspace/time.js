/** Times as the acting person reads them: in their zone, by the sandbox's clock. @module */
import { now, state } from "./store.js";

const LOCALE = navigator.language?.startsWith("en") ? navigator.language : "en-GB";
const formats = new Map();

function zone() {
  return state.boot?.people.find((one) => one.id === state.as)?.tz || undefined;
}

function format(seconds, options) {
  const key = `${zone()} ${JSON.stringify(options)}`;
  if (!formats.has(key)) formats.set(key, formatter(options));
  return formats.get(key).format(new Date(seconds * 1000));
}

function formatter(options) {
  try {
    return new Intl.DateTimeFormat(LOCALE, { ...options, timeZone: zone() });
  } catch {
    // A zone this browser does not know: the computer's own is better than no time at all.
    return new Intl.DateTimeFormat(LOCALE, options);
  }
}

/** @param {number} seconds since 1970 */
export const clock = (seconds) => format(seconds, { hour: "2-digit", minute: "2-digit" });

/** @param {number} seconds */
export const clockWithSeconds = (seconds) => format(seconds, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });

/** @param {number} seconds @returns {string} "Tue 24 Nov, 10:05" */
export const weekTime = (seconds) => format(seconds, { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

/** @param {number} seconds */
export const fullMoment = (seconds) => format(seconds, { dateStyle: "full", timeStyle: "short" });

/** @param {number} seconds @returns {string} equal for two moments of the same day */
export const dayKey = (seconds) => format(seconds, { year: "numeric", month: "2-digit", day: "2-digit" });

/** @param {number} seconds @returns {string} "Today", "Yesterday" or the date */
export function dayName(seconds) {
  const near = nearDay(seconds);
  if (near) return near[0].toUpperCase() + near.slice(1);
  const sameYear = format(seconds, { year: "numeric" }) === format(now(), { year: "numeric" });
  return format(seconds, { weekday: "long", day: "numeric", month: "long", ...(sameYear ? {} : { year: "numeric" }) });
}

function nearDay(seconds) {
  const day = 86400;
  const names = [["today", 0], ["yesterday", -day], ["tomorrow", day]];
  return names.find(([, shift]) => dayKey(now() + shift) === dayKey(seconds))?.[0];
}

/** @param {number} seconds @returns {string} "2 h ago", "in 5 min" */
function ago(seconds) {
  const away = seconds - now();
  const units = [["day", 86400], ["hour", 3600], ["minute", 60]];
  const [unit, size] = units.find(([, length]) => Math.abs(away) >= length) ?? ["second", 1];
  return new Intl.RelativeTimeFormat(LOCALE, { numeric: "auto" }).format(Math.round(away / size), unit);
}

const LONG_DATE = { weekday: "long", day: "numeric", month: "long", year: "numeric" };
const DATE = { day: "numeric", month: "long", year: "numeric" };
const SHORT_DATE = { day: "numeric", month: "short", year: "numeric" };
const pretty = (options) => (seconds) => nearDay(seconds) ?? format(seconds, options);

const TOKENS = {
  date: (seconds) => format(seconds, DATE),
  date_short: (seconds) => format(seconds, SHORT_DATE),
  date_long: (seconds) => format(seconds, LONG_DATE),
  date_num: (seconds) => new Date(seconds * 1000).toISOString().slice(0, 10),
  date_pretty: pretty(DATE),
  date_short_pretty: pretty(SHORT_DATE),
  date_long_pretty: pretty(LONG_DATE),
  day_divider_pretty: pretty(LONG_DATE),
  time: clock,
  time_secs: clockWithSeconds,
  ago,
};

/**
 * Slack's date formatting, e.g. "{date_short_pretty} at {time}".
 * @param {number} seconds @param {string} pattern @param {string} fallback
 */
export function slackDate(seconds, pattern, fallback) {
  if (!Number.isFinite(seconds)) return fallback;
  let start = true;
  return pattern.replace(/\{(\w+)\}|[^{]+/g, (part, token) => {
    const text = token && TOKENS[token] ? TOKENS[token](seconds) : part;
    // "today" opens a sentence with a capital, as Slack writes it.
    const shown = start && token?.endsWith("pretty") ? text[0].toUpperCase() + text.slice(1) : text;
    start = false;
    return shown;
  });
}
