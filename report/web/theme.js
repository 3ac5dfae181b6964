import {kept} from "./elements.js"

/** themes has a button switch between light and dark; at first the page is as the reader's system is. */
export function themes(button) {
  const root = document.documentElement
  const dark = () => (root.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark"
  button.addEventListener("click", () => {
    root.dataset.theme = dark() ? "light" : "dark"
    kept.set("netsniff-theme", root.dataset.theme)
  })
  const before = kept.get("netsniff-theme")
  if (before === "light" || before === "dark") root.dataset.theme = before
}
