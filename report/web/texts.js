import {text} from "@observablehq/plot"
import {X, X2, Y, Y2, textOf} from "./shapes.js"

const letter = 0.62 // of the size of letters: how wide one is
const gap = 5 // pixels between a mark and its text

/**
 * written returns Plot's marks for the texts beside the marks of a panel, as far as there is room. frame says how places become pixels: {low, wide,
 * pixels} of X, {least, most, high} of Y, and the size of letters. What has no room is told where the mark is pointed at.
 */
export function written(panel, frame) {
  if (panel.layout === "ladder") return panel.series.map(series => lines(series, frame)).filter(Boolean)
  const across = v => ((v - frame.low) / frame.wide) * frame.pixels
  const down = v => panel.layout === "lanes" ? v * frame.lane : (1 - (v - frame.least) / (frame.most - frame.least)) * frame.high
  const taken = []
  const begins = new Map() // of lanes with one text, which is of all of their boxes
  const texts = new Map()
  for (const m of panel.series.flatMap(s => s.marks)) if (textOf(m)) texts.set(m[Y], (texts.get(m[Y]) ?? 0) + 1)
  for (const series of panel.series.filter(s => s.shape === "boxes" && !s.fine)) {
    for (const m of series.marks) {
      taken.push([across(m[X]), across(m[X2]), down(m[Y]) - 1, down(m[Y]) + 1])
      if (texts.get(m[Y]) === 1) begins.set(m[Y], Math.min(begins.get(m[Y]) ?? Infinity, m[X]))
    }
  }
  const groups = new Map()
  for (const series of panel.series) {
    for (const mark of series.marks) {
      if (!textOf(mark)) continue
      const spot = places(series.shape, mark, begins).find(p => fits(p, mark, taken))
      if (!spot) continue
      const key = [spot.anchor, spot.dx, spot.dy].join()
      groups.set(key, [...(groups.get(key) ?? []), {...spot, text: textOf(mark)}])
    }
  }
  return [...groups.values()].map(list => text(list, {x: "x", y: "y", text: "text", textAnchor: list[0].anchor, dx: list[0].dx, dy: list[0].dy, ...halo}))

  // fits reports whether a text has room at a place, and takes it.
  function fits(place, mark, taken) {
    const long = [...textOf(mark)].reduce((n, c) => n + (c > "\u2e80" ? 1 : letter), 0) * frame.size
    const at = across(place.x) + place.dx
    const left = {start: at, middle: at - long / 2, end: at - long}[place.anchor]
    const middle = down(place.y) + place.dy
    const box = [left, left + long, middle - frame.size / 2, middle + frame.size / 2]
    if (box[0] < 0 || box[1] > frame.pixels) return false
    const inside = place.inside && long + 2 * gap < across(mark[X2]) - across(mark[X])
    if (!inside && (place.inside || taken.some(t => box[0] < t[1] && box[1] > t[0] && box[2] < t[3] && box[3] > t[2]))) return false
    taken.push(box)
    return true
  }
}

const halo = {stroke: "var(--back)", strokeWidth: 4, fill: "currentColor"}

// places are where the text of a mark may stand, the best first.
function places(shape, m, begins) {
  if (shape === "boxes") {
    return [
      {x: m[X2], y: m[Y], anchor: "start", dx: gap, dy: 0}, {x: m[X], y: m[Y], anchor: "end", dx: -gap, dy: 0},
      {x: begins.get(m[Y]) ?? m[X], y: m[Y], anchor: "end", dx: -gap, dy: 0}, {x: m[X2], y: m[Y], anchor: "end", dx: -gap, dy: 0, inside: true},
    ]
  }
  const y = shape === "strokes" ? Math.max(m[Y], m[Y2]) : m[Y]
  return [
    {x: m[X], y, anchor: "middle", dx: 0, dy: -10}, {x: m[X], y, anchor: "end", dx: -gap, dy: -10}, {x: m[X], y, anchor: "start", dx: gap, dy: -10},
    {x: m[X], y, anchor: "end", dx: -gap - 3, dy: 3}, {x: m[X], y, anchor: "start", dx: gap + 3, dy: 3}, {x: m[X], y, anchor: "middle", dx: 0, dy: 12},
  ]
}

// lines writes what hosts say above the arrows between them.
function lines(series, frame) {
  const marks = series.marks.filter(m => textOf(m))
  if (marks.length === 0) return null
  return text(marks, {x: m => (m[X] + m[X2]) / 2, y: m => m[Y], text: m => textOf(m), dy: -9, textOverflow: "ellipsis",
    lineWidth: (frame.pixels / frame.wide) * 1.25 / frame.size, ...halo})
}
