import {axisX, axisY, gridX, gridY, plot, pointer, tip} from "@observablehq/plot"
import {inLanguage} from "./language.js"
import {COUNT, FIRST, LAST, X, X2, Y, Y2, drawn, middle, textOf} from "./shapes.js"
import {written} from "./texts.js"
import {said, scaled, titled} from "./units.js"

const lane = 26 // pixels that a lane or a line of a ladder takes
const size = 12 // pixels of letters
const right = 24 // pixels beside the picture

/** roomAt returns how many pixels the names at the left of a picture's panels take: the same for all, so that times stand below each other. */
export function roomAt(panels, width) {
  const names = panels.filter(p => p.layout === "lanes").flatMap(p => p.y.names ?? []).map(n => inLanguage(n).length)
  const least = panels.some(p => p.layout === "ladder") ? 76 : 68
  return Math.round(Math.max(least, Math.min(Math.max(0, ...names) * size * 0.64 + 24, width * 0.3)))
}

/** panelOf draws one of count panels, between the ends of domain along X, and returns the element. */
export function panelOf(panel, domain, {width, left, count}) {
  const named = panel.layout !== "plane"
  const ladder = panel.layout === "ladder"
  const high = Math.min(count > 1 ? 230 : 340, Math.max(200, width * 0.3))
  const x = ladder ? {domain: [-0.2, panel.x.names.length - 0.8]} : {domain, clamp: false}
  const above = ladder ? 0.8 : 0.5 // lanes: the words of a ladder stand above its lines
  const y = named ? {domain: [rowsOf(panel) - 0.5, -above], axis: null} : {domain: [panel.y.min, panel.y.max], nice: true}
  const bars = panel.series.some(s => s.shape === "bars")
  const inset = ladder || bars ? 0 : 12 // what lies at an end is seen whole
  const frame = {low: domain[0], wide: domain[1] - domain[0], pixels: width - left - right - 2 * inset, size, lane, least: panel.y.min, most: panel.y.max, high: high - 90}
  if (ladder) Object.assign(frame, {low: x.domain[0], wide: x.domain[1] - x.domain[0]})
  const all = panel.series.flatMap(series => series.marks.map(mark => ({series, mark})))
  return plot({
    width, height: named ? (rowsOf(panel) - 0.5 + above) * lane + (ladder ? 34 : 54) : high, x, y, clip: true, style: {fontSize: `${size}px`},
    marginLeft: left, marginRight: right, marginTop: panel.layout === "lanes" ? 4 : 30, marginBottom: ladder ? 4 : 42,
    insetLeft: inset, insetRight: inset, insetTop: named ? 0 : 14, insetBottom: named || bars ? 0 : 6,
    marks: [
      ...axes(panel, domain, left),
      ...panel.series.flatMap(drawn),
      ...written(panel, frame),
      tip(all, pointer({x: d => middle.x(d.series.shape, d.mark), y: d => middle.y(d.series.shape, d.mark),
        title: d => told(panel, d), maxRadius: 30, lineWidth: 36})),
    ],
  })
}

/** rowsOf returns how many lanes or lines a panel has. */
function rowsOf(panel) {
  if (panel.layout === "lanes") return Math.max(panel.y.names.length, 1)
  return Math.max(1, ...panel.series.flatMap(s => s.marks.map(m => m[Y] + 1)))
}

function axes(panel, [low, high], left) {
  const names = {tickSize: 0, label: null, lineWidth: ((left - 10) / size) * 0.92, textOverflow: "ellipsis"}
  if (panel.layout === "ladder") {
    const ends = panel.x.names.map((_, i) => i)
    return [axisX(ends, {anchor: "top", tickFormat: i => said(panel.x, i), tickSize: 0, label: null, fontWeight: "bold"}), gridX(ends, {strokeOpacity: 0.5}),
      axisY((panel.y.names ?? []).map((_, i) => i), {...names, tickFormat: i => said(panel.y, i), fill: "var(--soft)", fontSize: size - 1})]
  }
  const across = numbers(axisX, panel.x, low, high)
  if (panel.layout === "lanes") return [...across, axisY(panel.y.names.map((_, i) => i), {...names, tickFormat: i => said(panel.y, i)})]
  return [...across, gridY({strokeOpacity: 0.12}), ...numbers(axisY, panel.y, panel.y.min, panel.y.max)]
}

function numbers(make, axis, low, high) {
  const {by, name} = scaled(axis, low, high)
  const across = make === axisX
  return [make({label: titled(axis, name), labelArrow: "none", labelAnchor: across ? "center" : "top",
    tickFormat: v => (v / by).toLocaleString("en", {maximumFractionDigits: 9}), tickSpacing: across ? 90 : 45})]
}

/** told says in a few lines what a mark is. */
function told(panel, {series, mark}) {
  const lines = [inLanguage(series.name)]
  if (textOf(mark)) lines.push(textOf(mark))
  if (panel.layout !== "ladder") {
    const to = series.shape === "bars" || series.shape === "boxes" ? ` – ${said(panel.x, mark[X2])}` : ""
    lines.push(`${inLanguage(panel.x.label)}: ${said(panel.x, mark[X])}${to}`)
  }
  if (panel.layout === "plane") lines.push(`${inLanguage(panel.y.label)}: ${said(panel.y, series.shape === "bars" ? mark[Y] - mark[Y2] : mark[Y])}`)
  if (mark[COUNT] > 1) lines.push(`× ${mark[COUNT]}`)
  if (mark[FIRST]) lines.push(mark[FIRST] === mark[LAST] ? `# ${mark[FIRST]}` : `# ${mark[FIRST]} – ${mark[LAST]}`)
  return lines.join("\n")
}
