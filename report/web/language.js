import {kept} from "./elements.js"

const names = {en: "English", "zh-CN": "中文"}
const other = {en: "zh-CN", "zh-CN": "en"}

/** inLanguage returns the text of {en, zh} in the page's language. */
export const inLanguage = phrase => document.documentElement.lang === "en" ? phrase.en : phrase.zh || phrase.en

/** languages has a button switch between English and Chinese; listeners of "language" on the document are told. */
export function languages(button) {
  const show = lang => {
    document.documentElement.lang = lang
    button.lang = other[lang]
    button.textContent = names[other[lang]]
    document.dispatchEvent(new Event("language"))
  }
  button.addEventListener("click", () => {
    const lang = other[document.documentElement.lang]
    kept.set("netsniff-language", lang)
    show(lang)
  })
  const before = kept.get("netsniff-language")
  if (before in other) show(before)
}
