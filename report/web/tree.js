import {made} from "./elements.js"

const closed = /^(frame|eth|vlan|sll|ip|ipv6|tcp|udp)$/ // protocols that are closed at first: everybody knows what is in them
const indent = 16 // pixels of a level

/**
 * Tree shows the lines of a frame as a tree that is used as such ones are: with arrows, Home, End and Enter. What was
 * opened in one frame is open in the next as well.
 */
export class Tree {
  constructor(element, told) {
    this.element = element
    this.told = told
    this.open = new Map() // by path, what the reader did
    this.lines = []
    this.at = -1
    element.addEventListener("click", e => {
      const line = e.target.closest("[data-at]")
      if (!line) return
      const at = Number(line.dataset.at)
      this.select(at)
      if (e.target.className === "twist" || e.detail > 1) this.enter(at)
    })
    element.addEventListener("keydown", e => this.key(e))
  }

  /** show shows the tree of a frame; the line that was chosen is chosen again if there is one like it. */
  show(roots) {
    const before = this.lines[this.at]?.path
    this.roots = roots
    this.lay()
    this.at = before === undefined ? -1 : this.lines.findIndex(l => l.path === before)
    this.draw()
    this.told.selected(this.lines[this.at]?.node)
  }

  // lay makes the list of lines that are to be seen.
  lay() {
    this.lines = []
    const walk = (nodes, level, above) => {
      for (const {node, path} of named(nodes, above)) {
        this.lines.push({node, level, path})
        if (node.below && this.isOpen(node, path, level)) walk(node.below, level + 1, path)
      }
    }
    walk(this.roots, 1, "")
  }

  isOpen(node, path, level) { return this.open.get(path) ?? (level === 1 && !closed.test(node.name)) }

  draw() {
    this.element.replaceChildren(...this.lines.map(({node, level, path}, at) => {
      const line = made("div", node.frame ? "line link" : "line")
      line.setAttribute("role", "treeitem")
      line.setAttribute("aria-level", level)
      line.setAttribute("aria-selected", at === this.at)
      if (at === this.at) line.id = "line"
      line.dataset.at = at
      line.style.paddingInlineStart = `${level * indent}px`
      if (node.below) {
        const open = this.isOpen(node, path, level)
        line.setAttribute("aria-expanded", open)
        line.append(made("span", "twist", open ? "▾" : "▸"))
      }
      if (level === 1) line.classList.add("protocol")
      if (/^\[Expert Info \((Warning|Error)/.test(node.text)) line.classList.add("grave")
      line.append(node.text)
      return line
    }))
    this.element.setAttribute("aria-activedescendant", this.at >= 0 ? "line" : "")
    this.element.querySelector("#line")?.scrollIntoView({block: "nearest"})
  }

  select(at) {
    this.at = at
    this.draw()
    this.told.selected(this.lines[at]?.node)
  }

  // enter opens or closes a line, or goes to the frame that it names.
  enter(at) {
    const {node, path, level} = this.lines[at]
    if (node.frame) this.told.named(node.frame)
    else if (node.below) this.turn(path, !this.isOpen(node, path, level))
  }

  turn(path, open) {
    this.open.set(path, open)
    this.lay()
    this.select(this.lines.findIndex(l => l.path === path))
  }

  key(e) {
    if (this.lines.length === 0 || e.ctrlKey || e.metaKey || e.altKey) return
    const line = this.lines[this.at]
    const open = line?.node.below && this.isOpen(line.node, line.path, line.level)
    const page = Math.max(1, Math.floor(this.element.clientHeight / 20) - 1)
    const step = {ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity}[e.key]
    if (step !== undefined) this.select(Math.min(Math.max(this.at + step, 0), this.lines.length - 1))
    else if (!line) return
    else if (e.key === "Enter" || e.key === " ") this.enter(this.at)
    else if (e.key === "ArrowRight" && line.node.below) open ? this.select(this.at + 1) : this.turn(line.path, true)
    else if (e.key === "ArrowLeft" && open) this.turn(line.path, false)
    else if (e.key === "ArrowLeft") this.select(Math.max(0, this.lines.findLastIndex((l, i) => i < this.at && l.level < line.level)))
    else return
    e.preventDefault()
  }

  /** point chooses the innermost line that stands for a byte, and opens what is above it. */
  point(source, off) {
    let found = null
    const walk = (nodes, above) => {
      for (const {node, path} of named(nodes, above.at(-1) ?? "")) {
        const from = node.off ?? 0
        const holds = node.size && (node.source ?? 0) === source && off >= from && off < from + node.size
        if (holds && (!found || node.size <= found.size)) found = {size: node.size, path, above}
        walk(node.below, [...above, path])
      }
    }
    walk(this.roots?.filter(n => n.name !== "frame"), [])
    if (!found) return
    for (const path of found.above) this.open.set(path, true)
    this.lay()
    this.select(this.lines.findIndex(l => l.path === found.path))
  }
}

// named gives each of the nodes below a path one of its own, which is that of the same line in other frames.
function named(nodes, above) {
  const seen = new Map()
  return (nodes ?? []).map(node => {
    const own = node.name || node.text.replace(/[:=,(0-9].*/, "")
    const nth = seen.get(own) ?? 0
    seen.set(own, nth + 1)
    return {node, path: `${above}/${own}${nth || ""}`}
  })
}
