/** Light or dark: the system's choice until the person makes their own. @module */

const system = matchMedia("(prefers-color-scheme: dark)");
const listeners = new Set();

/** @returns {boolean} */
export function isDark() {
  const { theme } = document.documentElement.dataset;
  return theme ? theme === "dark" : system.matches;
}

export function toggleTheme() {
  const theme = isDark() ? "light" : "dark";
  document.documentElement.dataset.theme = theme;
  store("theme", theme);
  for (const listener of listeners) listener();
}

/** @param {() => void} listener */
export function listenTheme(listener) {
  listeners.add(listener);
  system.addEventListener("change", listener);
}

/** Keeps a small choice in this browser, when it allows that. @param {string} name @param {string} value */
export function store(name, value) {
  try {
    localStorage.setItem(name, value);
  } catch {
    // Without storage the choice holds until the page is closed, which is fine.
  }
}

/** @param {string} name @returns {string|null} */
export function stored(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}
