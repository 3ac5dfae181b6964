import {fetched} from "./fetched.js"

/** Detail shows the tree, the bytes and the stream of one frame. */
export class Detail {
  constructor(element, shown) {
    this.element = element
    this.shown = shown
    this.tab = "tree"
    element.querySelector("#tabs").addEventListener("click", e => {
      const tab = e.target.dataset.tab
      if (!tab) return
      this.tab = tab
      this.draw()
    })
    element.querySelector("#close").addEventListener("click", () => this.close())
    element.addEventListener("keydown", e => e.key === "Escape" && this.close())
  }

  close() {
    this.element.hidden = true
    this.closed?.()
  }

  /** show fetches a frame and shows it. */
  async show(number) {
    this.number = number
    this.element.hidden = false
    try {
      const text = await fetched(`frame?number=${number}`)
      if (number !== this.number) return
      const lines = text.trimEnd().split("\n")
      const dump = lines.findIndex(l => /^[0-9a-f]{4} {2}/.test(l))
      this.tree = dump < 0 ? lines : lines.slice(0, dump)
      this.bytes = dump < 0 ? [] : lines.slice(dump)
    } catch (wrong) {
      this.tree = [wrong.message]
      this.bytes = []
    }
    this.draw()
  }

  draw() {
    for (const b of this.element.querySelectorAll("[data-tab]")) b.setAttribute("aria-selected", b.dataset.tab === this.tab)
    if (this.tab === "follow") return this.follow()
    if (this.tab === "bytes") this.shown.textContent = this.bytes.join("\n")
    else this.shown.replaceChildren(...branches(this.tree, 0, this.tree.length, 0))
  }

  // follow shows what was said on the stream that the tree names.
  async follow() {
    const {protocol, stream} = streamOf(this.tree)
    if (!protocol) {
      this.shown.textContent = "–"
      return
    }
    this.shown.textContent = "…"
    try {
      this.shown.textContent = await fetched(`follow?protocol=${protocol}&stream=${stream}`)
    } catch (wrong) {
      this.shown.textContent = wrong.message
    }
  }
}

/** streamOf finds the innermost stream that a tree names. */
function streamOf(lines) {
  let protocol = ""
  let found = {}
  for (const line of lines) {
    if (line.startsWith("Transmission Control Protocol")) protocol = "tcp"
    if (line.startsWith("User Datagram Protocol")) protocol = "udp"
    const index = /^\s+\[Stream index: (\d+)\]/.exec(line)
    if (index && protocol) found = {protocol, stream: index[1]}
  }
  return found
}

const depthOf = line => /^ */.exec(line)[0].length / 4

/** branches makes a tree of lines: what stands further in lies below the line before. Protocols open, fields do not. */
function branches(lines, from, to, depth) {
  const list = []
  for (let i = from; i < to;) {
    let end = i + 1
    while (end < to && depthOf(lines[end]) > depth) end++
    const text = lines[i].trim()
    if (end === i + 1) {
      const leaf = document.createElement("div")
      leaf.textContent = text
      list.push(leaf)
    } else {
      const branch = document.createElement("details")
      const head = document.createElement("summary")
      head.textContent = text
      branch.open = depth === 0 && !/^(Frame|Ethernet|Internet|Transmission|User Datagram)/.test(text)
      branch.append(head, ...branches(lines, i + 1, end, depth + 1))
      list.push(branch)
    }
    i = end
  }
  return list
}
