/** labels has the names that only screen readers say, and tools show, be in the page's language: data-zh has the Chinese ones. */
export function labels() {
  const list = [...document.querySelectorAll("[aria-label][data-zh]")].map(element => [element, element.getAttribute("aria-label"), element.dataset.zh])
  const say = () => {
    for (const [element, en, zh] of list) {
      const name = document.documentElement.lang === "en" ? en : zh || en
      element.setAttribute("aria-label", name)
      if (element.dataset.step) element.title = name
    }
  }
  document.addEventListener("language", say)
  say()
}
