/**
 * On a phone the drawer, the thread and the inspector each cover what is below; what is covered must not be
 * reached by keys or a screen reader either. Goes by the body's classes, whoever sets them.
 * @module
 */

const narrow = matchMedia("(max-width: 640px)");
/** From the top down: each covers all that follow. */
const LAYERS = [["drawer", "sidebar"], ["inspecting", "inspector"], ["threading", "thread"], ["", "main"]];

function settle() {
  const { classList } = document.body;
  let covered = false;
  for (const [name, id] of LAYERS) {
    const shown = !name || classList.contains(name);
    document.getElementById(id).inert = covered && id !== "sidebar";
    covered ||= narrow.matches && shown;
  }
}

export function keepCoveredOut() {
  new MutationObserver(settle).observe(document.body, { attributeFilter: ["class"] });
  narrow.addEventListener("change", settle);
  settle();
}
