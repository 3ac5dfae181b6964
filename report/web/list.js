import {fetched} from "./fetched.js"

const height = 20 // pixels of a row
const tallest = 8_000_000 // pixels that browsers can scroll for certain; beyond, a pixel stands for more than one
const block = 200 // rows that are asked for at a time
const kept = 40 // blocks

const heads = document.documentElement.lang === "en"
  ? ["No.", "Time", "Source", "Destination", "Protocol", "Length", "Info"]
  : ["编号", "时间", "源", "目的", "协议", "长度", "信息"]

/** List shows the rows of a filter: only those that are in sight, however many there are. */
export class List {
  constructor(element, told) {
    this.element = element
    this.told = told
    this.space = element.querySelector("#space")
    this.shown = element.querySelector("#rows")
    element.querySelector("#head").append(...heads.map(cell))
    element.addEventListener("scroll", () => this.draw())
    element.addEventListener("keydown", e => this.key(e))
    this.shown.addEventListener("click", e => {
      const row = e.target.closest(".row")
      if (row) this.choose(Number(row.dataset.at))
    })
    new ResizeObserver(() => {
      if (this.seen) this.reveal() // what was chosen stays in sight when the frame's tree takes room
      this.draw()
    }).observe(element)
  }

  /** filter shows the rows of another filter from the first on. */
  filter(text) {
    this.text = text
    this.total = 0
    this.done = false
    this.chosen = -1
    this.blocks = new Map()
    this.element.scrollTop = 0
    this.told.wrong("")
    this.ask(0)
  }

  // ask fetches a block of rows, and goes on asking how many there are until that is known.
  async ask(number) {
    const text = this.text
    if (this.blocks.has(number)) return
    this.blocks.set(number, null) // on its way
    const query = new URLSearchParams({filter: text, from: number * block, n: block})
    const answer = JSON.parse(await fetched(`rows?${query}`))
    if (text !== this.text) return
    this.total = answer.total
    this.done = answer.done
    if (answer.rows.length < block && !answer.done) this.blocks.delete(number)
    else this.blocks.set(number, answer.rows.map(r => r.split("\t")))
    for (const old of [...this.blocks.keys()].slice(0, -kept)) this.blocks.delete(old)
    this.told.counted(this.total, this.done)
    if (answer.wrong && this.total === 0) this.told.wrong(answer.wrong)
    this.draw()
    if (!this.done && !this.waiting) {
      this.waiting = true
      setTimeout(() => {
        this.waiting = false
        if (!this.done) this.recount()
      }, 200)
    }
  }

  // recount asks how many rows there are by now.
  async recount() {
    const text = this.text
    const answer = JSON.parse(await fetched(`rows?${new URLSearchParams({filter: text, from: 0, n: 0})}`))
    if (text !== this.text) return
    this.total = answer.total
    this.done = answer.done
    this.told.counted(this.total, this.done)
    if (answer.wrong && this.total === 0) this.told.wrong(answer.wrong)
    this.draw()
    if (!this.done) setTimeout(() => this.recount(), 200)
  }

  // first is the row at the top of what is in sight.
  first() {
    const visible = this.visible()
    const room = this.space.offsetHeight + height - this.element.clientHeight
    if (this.total * height <= tallest || room <= 0) return Math.floor(this.element.scrollTop / height)
    return Math.round((this.element.scrollTop / room) * Math.max(0, this.total - visible))
  }

  visible() { return Math.max(1, Math.floor(this.element.clientHeight / height) - 1) }

  draw() {
    this.space.style.height = `${Math.min(this.total * height, tallest)}px`
    const first = this.first()
    const last = Math.min(this.total, first + this.visible() + 2)
    this.seen = this.chosen >= first && this.chosen < last
    const rows = []
    for (let at = first; at < last; at++) rows.push(this.row(at))
    this.shown.style.top = `${this.total * height <= tallest ? first * height : this.element.scrollTop}px`
    this.shown.replaceChildren(...rows)
    for (let b = Math.floor(first / block); b <= Math.floor(Math.max(first, last - 1) / block); b++) {
      if (b * block < this.total) this.ask(b)
    }
  }

  // columns returns the texts of a row, nothing if they are not here yet.
  columns(at) { return this.blocks.get(Math.floor(at / block))?.[at % block] }

  row(at) {
    const row = document.createElement("div")
    row.className = "row"
    row.setAttribute("role", "row")
    row.dataset.at = at
    row.setAttribute("aria-selected", at === this.chosen)
    const [no, time, from, , to, ...rest] = (this.columns(at) ?? ["…"]).map(t => t.trim())
    row.append(...[no, time, from, to, ...rest].map(t => cell(t ?? "")))
    return row
  }

  key(e) {
    const page = this.visible()
    const step = {ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity}[e.key]
    if (step === undefined || this.total === 0) return
    e.preventDefault()
    this.choose(Math.min(Math.max(this.chosen + step, 0), this.total - 1))
  }

  /** choose has a row shown, marked, and told. */
  choose(at) {
    this.chosen = at
    this.reveal()
    this.draw()
    const told = () => {
      const no = this.columns(at)?.[0]
      if (this.chosen !== at) return
      if (no === undefined) setTimeout(told, 50)
      else this.told.chosen(Number(no))
    }
    told()
  }

  // reveal has the chosen row in sight.
  reveal() {
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

function cell(text) {
  const span = document.createElement("span")
  span.setAttribute("role", "gridcell")
  span.textContent = text
  return span
}
