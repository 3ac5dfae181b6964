import {made} from "./elements.js"
import {Latest} from "./fetched.js"
import {known} from "./filtering.js"
import {inLanguage} from "./language.js"
import {filterOf} from "./rowfilter.js"
import {said} from "./units.js"

const portion = 300 // rows that are shown at first, and that each press of a button adds

const numeric = new Set(["count", "frame", "number", "bytes", "duration", "rate", "frequency", "percent", "port"])

/** Tables shows the tables of netsniff stats: sorted by a column, filtered by a text, and each row leads to its frames. */
export class Tables {
  constructor(element, told) {
    this.element = element
    this.told = told
    this.latest = new Latest()
    this.names = element.querySelector("#names")
    this.shown = element.querySelector("#table")
    this.search = element.querySelector("#search")
    this.only = element.querySelector("#only")
    this.names.addEventListener("click", e => e.target.dataset.name && told.opened(e.target.dataset.name))
    this.names.addEventListener("keydown", e => this.key(e))
    this.search.addEventListener("input", () => this.draw())
    this.only.addEventListener("change", () => this.read())
    document.addEventListener("language", () => {
      this.list()
      if (!element.hidden) this.read()
    })
  }

  /** renew has the table read again: the capture has changed. */
  renew() { this.key = "" }

  /** show shows a table, of the frames that a filter matches if the reader wants that. */
  async show(name, filter) {
    this.name = name
    this.filter = filter
    this.all ??= JSON.parse(await this.latest.fetched("tables"))
    this.element.querySelector("#only-label").hidden = !filter
    this.list()
    await this.read()
  }

  list() {
    this.names.replaceChildren(...(this.all ?? []).map(t => {
      const button = made("button", "", inLanguage(t))
      button.type = "button"
      button.dataset.name = t.name
      button.setAttribute("aria-current", t.name === this.name)
      button.tabIndex = t.name === this.name ? 0 : -1
      return button
    }))
  }

  key(e) {
    const step = {ArrowDown: 1, ArrowUp: -1, ArrowRight: 1, ArrowLeft: -1}[e.key]
    if (step === undefined) return
    e.preventDefault()
    const buttons = [...this.names.children]
    buttons[(buttons.indexOf(document.activeElement) + step + buttons.length) % buttons.length].focus()
  }

  // read fetches the table, unless it is here.
  async read() {
    const query = {name: this.name, lang: document.documentElement.lang === "en" ? "en" : "zh"}
    if (this.filter && this.only.checked) query.filter = this.filter
    const key = JSON.stringify(query)
    if (key === this.key) return
    this.key = ""
    this.shown.replaceChildren(made("p", "soft", inLanguage({en: "reading the capture …", zh: "正在读取……"})))
    try {
      const answer = JSON.parse(await this.latest.fetched("table", query))
      this.fields = await known()
      this.parts = Object.entries(answer.said?.tables ?? {}).map(([name, t]) => ({...t, name, by: "", down: false, most: portion}))
      this.notes = answer.notes ?? ""
      this.key = key
      this.draw()
    } catch (wrong) {
      this.shown.replaceChildren(made("pre", "", wrong.message))
    }
  }

  draw() {
    this.shown.replaceChildren(...(this.parts ?? []).map(part => this.part(part)), made("pre", "soft", this.notes))
  }

  part(part) {
    const box = made("section", "part")
    box.append(made("h3", "", part.title))
    const rows = this.chosen(part)
    if (part.rows.length === 0) box.append(made("p", "soft", inLanguage({en: "Nothing of it is here.", zh: "没有这方面的内容。"})))
    else if (part.rows.length === 1 && part.columns.length > 6) box.append(this.upright(part))
    else box.append(this.grid(part, rows))
    if (rows.length > part.most) {
      const left = (rows.length - part.most).toLocaleString("en")
      const more = made("button", "", inLanguage({en: `${left} more rows …`, zh: `另有 ${left} 行……`}))
      more.type = "button"
      more.addEventListener("click", () => {
        part.most += portion
        box.replaceWith(this.part(part))
      })
      box.append(more)
    }
    if (part.left_out) {
      const n = part.left_out.toLocaleString("en")
      box.append(made("p", "soft", inLanguage({en: `${n} rows are not here: narrow it with a display filter, or netsniff stats ${part.name} has them.`,
        zh: `另有 ${n} 行未显示：可用显示过滤器缩小范围，或用 netsniff stats ${part.name} 查看。`})))
    }
    for (const note of part.notes ?? []) box.append(made("p", "soft", note))
    return box
  }

  // chosen are the rows with the text that is searched for, in their order.
  chosen({columns, rows, by, down}) {
    const text = this.search.value.trim().toLowerCase()
    const list = text ? rows.filter(r => columns.some(c => shownAs(c, r[c.name]).toLowerCase().includes(text))) : [...rows]
    if (!by) return list
    const order = (a, b) => (typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), "en", {numeric: true}))
    return list.sort((x, y) => {
      const [a, b] = [x[by], y[by]]
      if (a == null || b == null) return (a == null) - (b == null) // what is not known is last
      return down ? order(b, a) : order(a, b)
    })
  }

  grid(part, rows) {
    const table = made("table")
    const head = table.createTHead().insertRow()
    for (const c of part.columns) {
      const th = made("th", numeric.has(c.type) ? "n" : "")
      th.scope = "col"
      th.setAttribute("aria-sort", part.by !== c.name ? "none" : part.down ? "descending" : "ascending")
      const button = made("button", "", c.label + (part.by !== c.name ? "" : part.down ? " ▾" : " ▴"))
      button.type = "button"
      button.addEventListener("click", () => {
        Object.assign(part, {down: part.by === c.name ? !part.down : numeric.has(c.type), by: c.name})
        const box = table.closest("section")
        const again = this.part(part)
        box.replaceWith(again)
        again.querySelectorAll("th button")[part.columns.indexOf(c)].focus()
      })
      th.append(button)
      head.append(th)
    }
    const body = table.createTBody()
    for (const row of rows.slice(0, part.most)) body.append(this.row(part, row))
    const box = made("div", "wide")
    box.tabIndex = 0
    box.append(table)
    return box
  }

  row(part, row) {
    const tr = made("tr")
    const filter = filterOf(part.name, part.columns, row, this.fields)
    for (const c of part.columns) {
      const td = made("td", numeric.has(c.type) ? "n" : "", c.type === "frame" ? "" : shownAs(c, row[c.name]))
      if (c.type === "frame" && row[c.name]) td.append(this.link(String(row[c.name]), () => this.told.named(row[c.name])))
      tr.append(td)
    }
    if (filter) {
      tr.className = "leads"
      tr.tabIndex = 0
      tr.title = filter
      tr.addEventListener("click", e => e.target.closest("button") || this.told.filter(filter))
      tr.addEventListener("keydown", e => e.key === "Enter" && e.target === tr && this.told.filter(filter))
    }
    return tr
  }

  upright(part) {
    const table = made("table", "upright")
    for (const c of part.columns) {
      const text = shownAs(c, part.rows[0][c.name])
      if (text) table.insertRow().append(made("th", "", c.label), made("td", "", text))
    }
    return table
  }

  link(text, go) {
    const button = made("button", "frame", text)
    button.type = "button"
    button.addEventListener("click", go)
    return button
  }
}

/** shownAs writes a value of a column as people read it. */
function shownAs(column, value) {
  if (value == null || value === "") return ""
  if (Array.isArray(value)) return value.join(", ")
  if (typeof value !== "number") return String(value)
  if (column.type === "duration") return value === 0 ? "0" : said({unit: "s"}, value)
  if (column.type === "rate") return said({unit: "bit/s"}, value)
  if (column.type === "bytes" || column.type === "count") return value.toLocaleString("en")
  if (column.type === "percent" || column.type === "frequency") return value.toLocaleString("en", {maximumFractionDigits: 2})
  return String(value)
}
