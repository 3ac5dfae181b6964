import {fetched} from "./fetched.js"

const most = 12 // names that are offered

/** filtering has a form choose a display filter; names of fields are offered while one is written. */
export function filtering(form, input, offers, choose) {
  let names = null
  let at = -1
  const word = () => /[\w.]*$/.exec(input.value.slice(0, input.selectionStart))[0]

  const hide = () => {
    offers.hidden = true
    at = -1
  }
  const take = name => {
    const end = input.selectionStart
    const from = end - word().length
    input.setRangeText(name, from, end, "end")
    hide()
    input.focus()
  }
  const offer = async () => {
    names ??= fetched("fields").then(text => text.trim().split("\n"))
    const begun = word()
    const fitting = begun.length > 1 ? (await names).filter(n => n.startsWith(begun) && n !== begun).slice(0, most) : []
    offers.replaceChildren(...fitting.map(name => {
      const item = document.createElement("li")
      item.textContent = name
      item.addEventListener("pointerdown", e => {
        e.preventDefault()
        take(name)
      })
      return item
    }))
    at = -1
    offers.hidden = fitting.length === 0
  }

  input.addEventListener("input", offer)
  input.addEventListener("blur", hide)
  input.addEventListener("keydown", e => {
    if (offers.hidden) return
    const n = offers.children.length
    if (e.key === "ArrowDown" || e.key === "ArrowUp") {
      e.preventDefault()
      at = (at + (e.key === "ArrowDown" ? 1 : n - 1) + (at < 0 && e.key === "ArrowUp" ? 1 : 0)) % n
      for (const [i, item] of [...offers.children].entries()) item.setAttribute("aria-selected", i === at)
    } else if (e.key === "Tab" || (e.key === "Enter" && at >= 0)) {
      e.preventDefault()
      take(offers.children[Math.max(at, 0)].textContent)
    } else if (e.key === "Escape") hide()
  })
  form.addEventListener("submit", e => {
    e.preventDefault()
    hide()
    choose(input.value.trim())
  })
  document.addEventListener("keydown", e => {
    if (e.key === "/" && document.activeElement !== input) {
      e.preventDefault()
      input.select()
    }
  })
}
