import {made} from "./elements.js"
import {fetched} from "./fetched.js"
import {inLanguage} from "./language.js"

const height = 20 // pixels of a row
const tallest = 8_000_000 // pixels that browsers can scroll for certain; beyond, a pixel stands for more than one
const block = 200 // rows that are asked for at a time
const kept = 40 // blocks
const between = 150 // ms between two questions how many rows there are by now
const widest = 40 // characters of a column
const window = String(Math.random()) // which of the reader's windows this is

const heads = [
  {en: "No.", zh: "编号"}, {en: "Time", zh: "时间"}, {en: "Source", zh: "源"}, {en: "Destination", zh: "目的"},
  {en: "Protocol", zh: "协议"}, {en: "Length", zh: "长度"}, {en: "Info", zh: "信息"},
]

/** List shows the rows of a filter: only those that are in sight, however many there are. */
export class List {
  constructor(element, told) {
    this.element = element
    this.told = told
    this.time = ""
    this.space = element.querySelector("#space")
    this.shown = element.querySelector("#rows")
    this.head = element.querySelector("#head")
    this.title()
    document.addEventListener("language", () => this.title())
    element.addEventListener("scroll", () => this.draw())
    element.addEventListener("keydown", e => this.key(e))
    this.shown.addEventListener("click", e => {
      const row = e.target.closest(".row")
      if (row) this.choose(Number(row.dataset.at))
    })
    new ResizeObserver(() => {
      if (this.seen) this.reveal() // the chosen row stays in sight when the tree takes room
      this.draw()
    }).observe(element)
  }

  title() { this.head.replaceChildren(...heads.map(h => cell("columnheader", inLanguage(h)))) }

  /** filter shows the rows of a filter. The row of a frame is chosen if it is among them. */
  filter(text, frame = 0, again = false) {
    this.text = text
    this.total = 0
    this.done = false
    this.chosen = -1
    this.sought = frame
    this.blocks = new Map()
    this.widths = heads.map(() => 0)
    this.element.scrollTop = 0
    this.ask(0, again)
  }

  // query is what the rows are asked for with.
  query(from, n) { return {filter: this.text, time: this.time, window, from, n, seen: this.visible()} }

  async ask(index, again = false) {
    const {blocks} = this
    if (blocks.has(index)) return
    blocks.set(index, null)
    const answer = await this.answer({...this.query(index * block, block), ...again && {again}}, blocks)
    if (!answer) return
    if (answer.rows.length < block && !answer.done) blocks.delete(index) // more of it will come
    else blocks.set(index, answer.rows.map(split))
    if (answer.rows.length && !blocks.get(index)) this.early = {index, rows: answer.rows.map(split)}
    this.measure(answer.rows.map(split))
    for (const old of [...blocks.keys()].slice(0, -kept)) blocks.delete(old)
    this.draw()
    if (!this.done) this.later()
  }

  // later asks how many rows there are by now, until there are all.
  later() {
    clearTimeout(this.timer)
    this.timer = setTimeout(async () => {
      const answer = await this.answer(this.query(0, 0), this.blocks)
      if (!answer) return
      this.draw()
      if (!this.done) this.later()
    }, between)
  }

  // answer asks for rows and takes in what else is said of them; nothing if they are not what is shown any more.
  async answer(query, blocks) {
    let answer
    try {
      answer = JSON.parse(await fetched("rows", query))
    } catch (wrong) {
      answer = {total: 0, done: true, rows: [], failed: true, said: wrong.message}
    }
    if (blocks !== this.blocks) return null
    this.total = answer.total
    this.done = answer.done
    this.told.counted(answer)
    if (answer.done && this.sought) this.seek(this.sought)
    return answer
  }

  // first is the row at the top, and visible how many there are in sight.
  first() {
    const rest = this.total - this.visible()
    const room = this.space.offsetHeight + height - this.element.clientHeight
    if (this.total * height <= tallest || room <= 0) return Math.floor(this.element.scrollTop / height)
    return Math.round((this.element.scrollTop / room) * Math.max(0, rest))
  }

  visible() { return Math.max(1, Math.floor(this.element.clientHeight / height) - 1) }

  draw() {
    this.space.style.height = `${Math.min(this.total * height, tallest)}px`
    const first = Math.min(this.first(), Math.max(0, this.total - 1))
    const rows = []
    for (let at = first; at < Math.min(first + this.visible() + 2, this.total); at++) rows.push(this.row(at))
    this.shown.style.top = `${this.total * height <= tallest ? first * height : this.element.scrollTop}px`
    this.shown.replaceChildren(...rows)
    this.element.setAttribute("aria-rowcount", this.total)
    this.element.setAttribute("aria-activedescendant", this.chosen >= 0 ? "chosen" : "")
    for (let b = Math.floor(first / block); b <= Math.floor((first + this.visible() + 1) / block); b++) {
      if (b * block < this.total) this.ask(b)
    }
  }

  // columns returns the texts of a row, nothing if they are not here yet.
  columns(at) {
    const index = Math.floor(at / block)
    return this.blocks.get(index)?.[at % block] ?? (this.early?.index === index ? this.early.rows[at % block] : undefined)
  }

  // measure widens the columns for what they hold, up to a bound; they never become narrower while one scrolls.
  measure(rows) {
    for (const {texts} of rows) {
      for (let i = 0; i < 6; i++) this.widths[i] = Math.max(this.widths[i], Math.min(texts[i]?.length ?? 0, widest))
    }
    const least = [5, 9, 12, 12, 9, 6]
    this.element.style.setProperty("--columns", `${least.map((n, i) => `${Math.max(n, this.widths[i])}ch`).join(" ")} 1fr`)
  }

  row(at) {
    const row = made("div", "row")
    row.setAttribute("role", "row")
    row.setAttribute("aria-rowindex", at + 1)
    row.dataset.at = at
    row.setAttribute("aria-selected", at === this.chosen)
    if (at === this.chosen) row.id = "chosen"
    const {rule, texts} = this.columns(at) ?? {rule: "", texts: ["…", "", "", "", "", "", ""]}
    if (rule) row.classList.add(`rule-${rule}`)
    row.append(...texts.map(t => cell("gridcell", t)))
    return row
  }

  key(e) {
    const page = this.visible()
    const step = {ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity}[e.key]
    if (e.key === "Enter" && this.chosen >= 0) this.told.entered()
    if (step === undefined || this.total === 0 || e.ctrlKey || e.metaKey || e.altKey) return
    e.preventDefault()
    this.choose(Math.min(Math.max(this.chosen + step, 0), this.total - 1))
  }

  /** choose has a row shown, marked, and told. */
  choose(at) {
    this.chosen = at
    this.sought = 0
    this.reveal()
    this.draw()
    const told = () => {
      if (this.chosen !== at) return
      const columns = this.columns(at)
      if (columns === undefined) setTimeout(told, 30)
      else this.told.chosen(Number(columns.texts[0]), at)
    }
    told()
  }

  /** seek chooses the row of a frame, or of the next one that is there: rows are in the order of frames. */
  async seek(frame) {
    this.sought = 0
    const {blocks} = this
    let low = 0
    let high = this.total - 1
    while (low < high) {
      const middle = Math.floor((low + high) / 2)
      const answer = await this.answer(this.query(middle, 1), blocks)
      if (!answer?.rows.length) return
      if (Number(split(answer.rows[0]).texts[0]) < frame) low = middle + 1
      else high = middle
    }
    if (this.total > 0) this.choose(low)
  }

  // reveal has the chosen row in sight.
  reveal() {
    this.seen = this.chosen >= 0
    if (!this.seen) return
    const at = this.chosen
    const first = this.first()
    if (at < first || at >= first + this.visible()) this.scrollTo(at < first ? at : at - this.visible() + 1)
  }

  scrollTo(first) {
    const room = this.space.offsetHeight + height - this.element.clientHeight
    const rest = Math.max(1, this.total - this.visible())
    this.element.scrollTop = this.total * height <= tallest ? first * height : Math.round((first / rest) * room)
  }
}

// split reads a row: the rule that colours it, then its columns; the arrow between the addresses is left out.
function split(line) {
  const [rule, ...texts] = line.split("\t").map(t => t.trim())
  texts.splice(3, 1)
  return {rule, texts}
}

function cell(role, text) {
  const span = made("span", "", text)
  span.setAttribute("role", role)
  if (text.length > 8) span.title = text
  return span
}
