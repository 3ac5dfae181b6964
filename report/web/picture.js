import {show} from "./evidence.js"
import {inLanguage} from "./language.js"
import {panelOf, roomAt} from "./panel.js"
import {numbers} from "./numbers.js"
import {filterOf} from "./shapes.js"
import {brushed} from "./zoom.js"

const paper = 690 // pixels between the margins of A4

/** pictures draws each figure of the page from the data that has its number. */
export function pictures(data) {
  for (const figure of document.querySelectorAll("figure[data-picture]")) {
    const picture = new Picture(figure, data[figure.dataset.picture])
    new ResizeObserver(() => requestAnimationFrame(() => picture.fit())).observe(figure)
    document.addEventListener("language", () => picture.draw())
    addEventListener("beforeprint", () => picture.fit(paper))
    addEventListener("afterprint", () => picture.fit())
  }
}

// Picture is a figure with panels below each other. Those with times share what of them is looked at.
class Picture {
  constructor(figure, data) {
    this.figure = figure
    this.data = data
    this.canvas = figure.querySelector(".canvas")
    this.timed = data.panels.filter(p => p.x.kind === "time" && p.layout !== "ladder")
    this.whole = [Math.min(...this.timed.map(p => p.x.min)), Math.max(...this.timed.map(p => p.x.max))]
    this.domain = this.whole
    this.tools(figure.querySelector(".tools"))
    numbers(figure.querySelector("details"), data)
  }

  // tools have buttons for what the mouse does by dragging: for keyboards, and for fingers.
  tools(bar) {
    for (const button of bar.querySelectorAll("button")) {
      button.addEventListener("click", () => this.step(button.dataset.step))
    }
    bar.hidden = this.timed.length === 0
  }

  step(which) {
    const [low, high] = this.domain
    const wide = high - low
    const to = {
      in: [low + wide / 4, high - wide / 4], out: [low - wide / 2, high + wide / 2], all: this.whole,
      back: [low - wide / 2, high - wide / 2], on: [low + wide / 2, high + wide / 2],
    }
    this.zoom(to[which])
  }

  // zoom shows what is between two places of X, within the whole.
  zoom([low, high]) {
    const [least, most] = this.whole
    const wide = Math.min(high - low, most - least)
    const from = Math.min(Math.max(low, least), most - wide)
    if (wide <= (most - least) * 1e-7) return
    this.domain = [from, from + wide]
    this.draw()
  }

  // fit draws as wide as the page is.
  fit(width = Math.floor(this.canvas.clientWidth)) {
    if (width !== this.width && width > 0) {
      this.width = width
      this.draw()
    }
  }

  draw() {
    if (!this.width) return
    const room = {width: this.width, left: roomAt(this.data.panels, this.width), count: this.data.panels.length}
    const panels = this.data.panels.map(panel => {
      const timed = this.timed.includes(panel)
      const element = panelOf(panel, timed ? this.domain : [panel.x.min, panel.x.max], room)
      const name = inLanguage(panel.title.en ? panel.title : this.data.title)
      element.setAttribute("role", "img")
      element.setAttribute("aria-label", name)
      element.addEventListener("click", () => {
        const filter = element.value && filterOf(element.value.mark)
        if (filter) show(filter, this.canvas)
      })
      if (timed) brushed(element, range => this.zoom(range))
      return [titleOf(panel), element]
    })
    this.canvas.replaceChildren(...panels.flat().filter(Boolean), legendOf(this.data))
  }
}

function titleOf(panel) {
  if (!panel.title.en) return null
  const title = document.createElement("p")
  title.className = "panel"
  title.textContent = inLanguage(panel.title)
  return title
}

// legendOf names the series of a picture, each once.
function legendOf(data) {
  const list = document.createElement("ul")
  list.className = "legend"
  const seen = new Set()
  for (const series of data.panels.flatMap(p => p.series)) {
    const name = inLanguage(series.name)
    if (!name || !series.marks.length || seen.has(name + series.ink)) continue
    seen.add(name + series.ink)
    const item = document.createElement("li")
    item.className = `ink-${series.ink} ${series.shape}`
    item.textContent = name
    list.append(item)
  }
  return list
}
