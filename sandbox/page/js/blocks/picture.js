/** Pictures in blocks. @module */
import { h } from "../controls/dom.js";
import { icon } from "../controls/icons.js";

/**
 * A picture of this server, or a frame with its description: the page fetches nothing from elsewhere.
 * @param {any} one @param {string} className
 */
export function picture(one, className) {
  const url = String(one.image_url ?? "");
  const ours = url.startsWith("data:image/") || url.startsWith(`${location.origin}/`) || /^\/(?!\/)/.test(url);
  if (ours) return h("img", { class: className, src: url, alt: one.alt_text ?? "", loading: "lazy" });
  return h("span", { class: `${className} no-picture`, role: "img", "aria-label": one.alt_text || "Picture" },
    icon("image"), className !== "b-context-image" && h("span", { dir: "auto" }, one.alt_text || "Picture"));
}
