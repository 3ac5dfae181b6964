import {arrow, dot, line, rect, ruleX} from "@observablehq/plot"

import {inLanguage} from "./language.js"

// Places of a mark, which is an array to keep the page small.
export const [X, Y, X2, Y2, FIRST, LAST, COUNT, TEXT, FILTER] = [0, 1, 2, 3, 4, 5, 6, 7, 8]

/** filterOf returns the display filter that shows the frames of a mark, "" if it has none. */
export const filterOf = mark => mark[FILTER] ?? (mark[FIRST] ? `frame.number == ${mark[FIRST]}` : "")

/** textOf returns what stands beside a mark, in the page's language. */
export const textOf = mark => typeof mark[TEXT] === "object" ? inLanguage(mark[TEXT]) : mark[TEXT]

const at = i => m => m[i]
const signs = {dot: "circle", ring: "circle", cross: "times", up: "triangle", down: "triangle2", diamond: "diamond"}
const half = 0.38 // of the height of a lane

// lies returns the two ends of a box across its lane; fine ones are narrow and lie below the others, which matter more.
const lies = fine => fine ? [0.3, 0.44] : [-half, 0.28]

// shapes draw the marks of a series.
const shapes = {
  points: (s, ink) => [dot(s.marks, {x: at(X), y: at(Y), r: s.fine ? 1.8 : 2.6, symbol: signs[s.sign], stroke: ink, strokeWidth: s.fine ? 0.7 : 1.2,
    fill: s.sign === "dot" || s.sign === "diamond" ? ink : "none"})],
  strokes: (s, ink) => [ruleX(s.marks, {x: at(X), y1: at(Y), y2: at(Y2), stroke: ink, strokeWidth: s.fine ? 0.7 : 2, strokeLinecap: s.fine ? "butt" : "square"})],
  line: (s, ink) => [line(s.marks, {x: at(X), y: at(Y), stroke: ink, strokeWidth: 1.4})],
  steps: (s, ink) => [line(s.marks, {x: at(X), y: at(Y), stroke: ink, strokeWidth: 1.2, curve: "step-after"})],
  bars: (s, ink) => [rect(s.marks, {x1: at(X), x2: at(X2), y1: at(Y2), y2: at(Y), fill: ink, insetRight: 0.5})],
  boxes: (s, ink) => {
    const [top, bottom] = lies(s.fine)
    return [rect(s.marks, {x1: at(X), x2: at(X2), y1: m => m[Y] + top, y2: m => m[Y] + bottom, fill: ink, stroke: ink, strokeWidth: 0.5})]
  },
  arrows: (s, ink) => [arrow(s.marks, {x1: at(X), x2: at(X2), y1: at(Y), y2: at(Y), stroke: ink, strokeWidth: 1.4, headLength: 9})],
}

/** drawn returns Plot's marks for a series. */
export const drawn = series => shapes[series.shape](series, `var(--ink-${series.ink})`)

/** middle is where a mark is pointed at. */
export const middle = {
  x: (shape, m) => shape === "bars" || shape === "boxes" || shape === "arrows" ? (m[X] + m[X2]) / 2 : m[X],
  y: (shape, m) => shape === "strokes" ? (m[Y] + m[Y2]) / 2 : m[Y],
}
