import {arrow, dot, line, rect, ruleX, text} from "@observablehq/plot"

// Places of a mark, which is an array to keep the page small.
export const [X, Y, X2, Y2, FIRST, LAST, COUNT, TEXT, FILTER] = [0, 1, 2, 3, 4, 5, 6, 7, 8]

const at = i => m => m[i]
const signs = {dot: "circle", ring: "circle", cross: "times", up: "triangle", down: "triangle2", diamond: "diamond"}
const half = 0.38 // of the height of a lane

// shapes draw the marks of a series.
const shapes = {
  points: (s, ink) => [dot(s.marks, {x: at(X), y: at(Y), r: s.fine ? 1.8 : 2.6, symbol: signs[s.sign], stroke: ink, strokeWidth: s.fine ? 0.7 : 1.2,
    fill: s.sign === "dot" || s.sign === "diamond" ? ink : "none"})],
  strokes: (s, ink) => [ruleX(s.marks, {x: at(X), y1: at(Y), y2: at(Y2), stroke: ink, strokeWidth: s.fine ? 0.7 : 2})],
  line: (s, ink) => [line(s.marks, {x: at(X), y: at(Y), stroke: ink, strokeWidth: 1.4})],
  steps: (s, ink) => [line(s.marks, {x: at(X), y: at(Y), stroke: ink, strokeWidth: 1.2, curve: "step-after"})],
  bars: (s, ink) => [rect(s.marks, {x1: at(X), x2: at(X2), y1: 0, y2: at(Y), fill: ink, insetRight: 0.5})],
  boxes: (s, ink) => [rect(s.marks, {x1: at(X), x2: at(X2), y1: m => m[Y] - half, y2: m => m[Y] + half, fill: ink})],
  arrows: (s, ink) => [arrow(s.marks, {x1: at(X), x2: at(X2), y1: at(Y), y2: at(Y), stroke: ink, strokeWidth: 1.4, headLength: 9})],
}

/** drawn returns Plot's marks for a series. */
export function drawn(series) {
  const ink = `var(--ink-${series.ink})`
  const labels = series.marks.filter(m => m[TEXT])
  const list = shapes[series.shape](series, ink)
  if (labels.length > 0) list.push(labelled(series, labels))
  return list
}

/** labelled writes the texts of marks beside them. */
function labelled(series, marks) {
  if (series.shape === "arrows") {
    return text(marks, {x: m => (m[X] + m[X2]) / 2, y: at(Y), text: at(TEXT), dy: -7, lineWidth: 60, textOverflow: "ellipsis"})
  }
  if (series.shape === "boxes") return text(marks, {x: at(X2), y: at(Y), text: at(TEXT), dx: 4, textAnchor: "start"})
  return text(marks, {x: at(X), y: at(Y), text: at(TEXT), dy: -9})
}

/** middle is where a mark is pointed at. */
export const middle = {
  x: (shape, m) => shape === "bars" || shape === "boxes" || shape === "arrows" ? (m[X] + m[X2]) / 2 : m[X],
  y: (shape, m) => shape === "strokes" ? (m[Y] + m[Y2]) / 2 : m[Y],
}
