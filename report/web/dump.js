import {made} from "./elements.js"
import {inLanguage} from "./language.js"

const across = 16 // bytes of a line
const hexAt = 6 // where they begin in it, with four digits of the offset
const textAt = hexAt + across * 3 + 2

/** Dump shows the bytes of a frame, and of what was put together or decoded of them, in hexadecimal and as text. */
export class Dump {
  constructor(element, sources, told) {
    this.element = element
    this.names = sources
    this.told = told
    this.at = 0
    element.addEventListener("click", e => this.click(e))
    element.addEventListener("keydown", e => this.key(e))
    sources.addEventListener("click", e => {
      const {source} = e.target.dataset
      if (source !== undefined) this.show(Number(source))
    })
  }

  /** take takes the sources of a frame. */
  take(sources) {
    this.sources = sources.map(s => ({...s, bytes: Uint8Array.from(atob(s.bytes ?? ""), c => c.charCodeAt(0))}))
    this.marked = null
    this.show(0)
  }

  /** mark has bytes of a source stand out; size 0: none. */
  mark(source, off, size) {
    this.marked = size ? {source, from: off, to: off + size} : null
    this.show(size ? source : this.at)
    this.element.querySelector("mark")?.scrollIntoView({block: "nearest"})
  }

  show(at) {
    this.at = at
    const {bytes, size} = this.sources[at]
    this.names.hidden = this.sources.length < 2
    this.names.replaceChildren(...this.sources.map((s, i) => {
      const button = made("button", "", `${s.name} (${s.size.toLocaleString("en")})`)
      button.type = "button"
      button.dataset.source = i
      button.setAttribute("aria-pressed", i === at)
      return button
    }))
    this.digits = bytes.length > 0x10000 ? 5 : 4
    const lines = []
    for (let off = 0; off < bytes.length; off += across) lines.push(this.line(bytes, off))
    if (size > bytes.length) {
      const n = (size - bytes.length).toLocaleString("en")
      lines.push(made("div", "soft", inLanguage({en: `… and ${n} more bytes`, zh: `……另有 ${n} 字节`})))
    }
    this.element.replaceChildren(...lines)
  }

  line(bytes, off) {
    const line = made("div", "bytes")
    line.dataset.off = off
    const part = bytes.subarray(off, off + across)
    const hex = Array.from(part, b => b.toString(16).padStart(2, "0"))
    const text = Array.from(part, b => b >= 0x20 && b < 0x7f ? String.fromCharCode(b) : ".")
    const [from, to] = this.markedIn(off, part.length)
    line.append(off.toString(16).padStart(4, "0") + "  ")
    if (from >= to) {
      line.append(`${hex.join(" ").padEnd(across * 3 - 1)}   ${text.join("")}`)
      return line
    }
    const before = hex.slice(0, from).join(" ") + (from ? " " : "")
    const behind = hex.slice(to).map(x => ` ${x}`).join("")
    line.append(before, made("mark", "", hex.slice(from, to).join(" ")), behind.padEnd((across - to) * 3), "   ",
      text.slice(0, from).join(""), made("mark", "", text.slice(from, to).join("")), text.slice(to).join(""))
    return line
  }

  markedIn(off, n) {
    const m = this.marked
    if (m?.source !== this.at) return [0, 0]
    return [Math.max(0, m.from - off), Math.min(n, m.to - off)]
  }

  // click finds the byte below the pointer: all characters are as wide as each other.
  click(e) {
    const line = e.target.closest(".bytes")
    if (!line) return
    const range = document.createRange()
    range.selectNodeContents(line)
    const box = range.getBoundingClientRect()
    const column = Math.floor((e.clientX - box.left) / (box.width / line.textContent.length))
    const nth = column >= textAt ? column - textAt : Math.floor((column - hexAt) / 3)
    const off = Number(line.dataset.off) + nth
    if (nth >= 0 && nth < across && off < this.sources[this.at].bytes.length) this.told(this.at, off)
  }

  // key moves from byte to byte, or line to line.
  key(e) {
    const {from, to} = this.marked?.source === this.at ? this.marked : {from: 0, to: 0}
    const off = {ArrowRight: to, ArrowLeft: from - 1, ArrowDown: from + across, ArrowUp: from - across}[e.key]
    if (off === undefined || !this.sources) return
    e.preventDefault()
    if (off >= 0 && off < this.sources[this.at].bytes.length) this.told(this.at, off)
  }
}
