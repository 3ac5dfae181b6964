import {kept, made} from "./elements.js"
import {fetched, Latest} from "./fetched.js"

const most = 14 // names that are offered
const remembered = 20 // filters
const pause = 150 // ms without a key before a filter is checked

const operators = ["==", "!=", ">", "<", ">=", "<=", "contains", "matches", "in {}"]

/** Filtering has a form choose a display filter: names are offered, filters before are remembered, errors are shown at their place. */
export class Filtering {
  constructor(form, input, offers, wrong, choose) {
    Object.assign(this, {form, input, offers, wrong, choose, at: -1, latest: new Latest()})
    input.addEventListener("input", () => {
      this.offer()
      this.check()
    })
    input.addEventListener("blur", () => this.hide())
    input.addEventListener("keydown", e => this.key(e))
    form.addEventListener("submit", e => {
      e.preventDefault()
      this.take(input.value.trim())
    })
  }

  /** set shows a filter that was chosen elsewhere. */
  set(text) {
    this.input.value = text
    this.hide()
    this.fail("")
    this.form.classList.toggle("on", text !== "")
  }

  // take chooses a filter, unless it is wrong.
  async take(text) {
    this.hide()
    clearTimeout(this.timer)
    this.set(text)
    const wrong = /^\d*$/.test(text) ? "" : await this.latest.fetched("check", {filter: text})
    this.fail(wrong)
    if (wrong) return
    if (text) kept.set("netsniff-filters", JSON.stringify([text, ...before().filter(f => f !== text)].slice(0, remembered)))
    this.choose(text)
  }

  /** fail shows what is wrong, nothing if that is "". */
  fail(text) {
    this.wrong.hidden = !text
    this.wrong.textContent = text
    this.input.setAttribute("aria-invalid", Boolean(text))
  }

  // check colours the field while a filter is written.
  check() {
    clearTimeout(this.timer)
    this.fail("")
    this.timer = setTimeout(async () => {
      const text = this.input.value.trim()
      this.input.setAttribute("aria-invalid", !/^\d*$/.test(text) && await this.latest.fetched("check", {filter: text}) !== "")
    }, pause)
  }

  hide() {
    this.offers.hidden = true
    this.input.setAttribute("aria-expanded", false)
    this.at = -1
  }

  // word is what is being written, and behind a name and a blank the operator.
  word() {
    const text = this.input.value.slice(0, this.input.selectionStart)
    const [, name, operator] = /([\w.-]+)\s+([a-z=!<>]*)$/.exec(text) ?? []
    return {word: /[\w.-]*$/.exec(text)[0], name, operator}
  }

  async offer() {
    const {word, name, operator} = this.word()
    const all = await known()
    let found = []
    if (name && all.has(name) && !/^(and|or|not|in|contains|matches)$/.test(name)) {
      found = operators.filter(o => o.startsWith(operator) && o !== operator).map(o => ({text: o, length: operator.length}))
    } else if (word.length > 1) {
      found = [...all.values()].filter(f => f.name.startsWith(word) && f.name !== word).slice(0, most)
        .map(f => ({text: f.name, length: word.length, type: f.type, label: f.label}))
    }
    this.list(found)
  }

  // list offers texts, each in place of the last characters that were written.
  list(found) {
    this.at = -1
    this.offers.replaceChildren(...found.map(({text, length, type, label}) => {
      const item = made("li")
      item.setAttribute("role", "option")
      item.dataset.text = text
      item.dataset.length = length
      item.append(made("span", "name", text), made("span", "soft", label ? `${label} (${type})` : ""))
      item.addEventListener("pointerdown", e => {
        e.preventDefault()
        this.insert(item)
      })
      return item
    }))
    this.offers.hidden = found.length === 0
    this.input.setAttribute("aria-expanded", found.length > 0)
  }

  insert(item) {
    const end = this.input.selectionStart
    this.input.setRangeText(item.dataset.text, end - Number(item.dataset.length), end, "end")
    if (item.dataset.text.endsWith("{}")) this.input.setSelectionRange(this.input.selectionEnd - 1, this.input.selectionEnd - 1)
    this.hide()
    this.input.focus()
    this.check()
  }

  key(e) {
    const items = [...this.offers.children]
    if (e.key === "ArrowDown" && this.offers.hidden) {
      this.list(before().map(text => ({text, length: this.input.selectionStart})))
      e.preventDefault()
    } else if (this.offers.hidden) return
    else if (e.key === "ArrowDown" || e.key === "ArrowUp") {
      e.preventDefault()
      const step = e.key === "ArrowDown" ? 1 : -1
      this.at = (Math.max(this.at, step < 0 ? 0 : -1) + step + items.length) % items.length
      for (const [i, item] of items.entries()) item.setAttribute("aria-selected", i === this.at)
      items[this.at].scrollIntoView({block: "nearest"})
    } else if (e.key === "Tab" || (e.key === "Enter" && this.at >= 0)) {
      e.preventDefault()
      this.insert(items[Math.max(this.at, 0)])
    } else if (e.key === "Escape") {
      e.stopPropagation()
      this.hide()
    }
  }
}

// before are the filters that were used, the last one first.
const before = () => JSON.parse(kept.get("netsniff-filters") ?? "[]")

let names = null

/** known returns what filters know, by name: {name, type, label}. It is asked for once. */
export function known() {
  names ??= fetched("fields").then(text => new Map(text.trimEnd().split("\n").map(line => {
    const [name, type, , label] = line.split("\t")
    return [name, {name, type, label}]
  }).sort(([a], [b]) => (a < b ? -1 : 1))))
  return names
}
