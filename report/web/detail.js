import {Dump} from "./dump.js"
import {made} from "./elements.js"
import {Latest} from "./fetched.js"
import {inLanguage} from "./language.js"
import {Streams} from "./streams.js"
import {Tree} from "./tree.js"

const patience = 60 // ms that a frame is looked at before it is asked for: who holds an arrow key passes many

/** Detail shows one frame: its tree beside its bytes, or the stream that it is part of. */
export class Detail {
  constructor(element, told) {
    this.element = element
    this.told = told
    this.latest = new Latest()
    const part = name => element.querySelector(name)
    this.bar = part("#line-filter")
    this.tree = new Tree(part("#tree"), {selected: node => this.selected(node), named: told.named})
    this.dump = new Dump(part("#dump"), part("#sources"), (source, off) => this.tree.point(source, off))
    this.streams = new Streams(part("#streams"), told)
    part("#tabs").addEventListener("click", e => e.target.dataset.tab && this.turn(e.target.dataset.tab))
    part("#close").addEventListener("click", () => this.close())
    this.bar.addEventListener("click", e => {
      const {how} = e.target.dataset
      if (how) told.combine(this.bar.querySelector("code").textContent, how)
    })
    element.addEventListener("keydown", e => e.key === "Escape" && this.told.left())
    this.turn("frame")
  }

  /** turn shows the frame or its stream. */
  turn(tab) {
    this.tab = tab
    for (const b of this.element.querySelectorAll("[data-tab]")) b.setAttribute("aria-selected", b.dataset.tab === tab)
    this.element.querySelector("#frame").hidden = tab !== "frame"
    this.element.querySelector("#streams").hidden = tab !== "streams"
    if (tab === "streams" && this.frame) this.streams.take(this.frame.tree)
  }

  close() {
    this.element.hidden = true
    this.number = 0
    this.told.left()
  }

  focus() { (this.tab === "frame" ? this.tree.element : this.streams.shown).focus() }

  /** show fetches a frame that query names, and shows it. */
  async show(number, query) {
    if (number === this.number && !this.element.hidden) return
    this.number = number
    this.element.hidden = false
    this.element.setAttribute("aria-busy", true)
    await new Promise(done => { setTimeout(done, patience) })
    if (number !== this.number) return
    try {
      const frame = JSON.parse(await this.latest.fetched("frame", {...query, number}))
      if (number !== this.number) return
      this.frame = frame
      if (frame.left) frame.tree.push({text: inLanguage({en: `… and ${frame.left} more lines`, zh: `……另有 ${frame.left} 行`})})
      this.dump.take(frame.sources)
      this.tree.show(frame.tree)
    } catch (wrong) {
      this.frame = null
      this.dump.take([{name: "", size: 0}])
      this.tree.show(wrong.message.split("\n").map(text => ({text})))
    }
    this.element.setAttribute("aria-busy", false)
    if (this.tab === "streams" && this.frame) this.streams.take(this.frame.tree)
  }

  // selected marks the bytes of a line, and says which filter finds what is like it.
  selected(node) {
    if (this.dump.sources) this.dump.mark(node?.source ?? 0, node?.off ?? 0, node?.size ?? 0)
    this.bar.hidden = !node?.filter
    if (node?.filter) this.bar.querySelector("code").replaceChildren(made("span", "", node.filter))
  }
}
