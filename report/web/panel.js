import {axisX, axisY, gridX, gridY, plot, pointer, tip} from "@observablehq/plot"
import {inLanguage} from "./language.js"
import {COUNT, FILTER, FIRST, LAST, TEXT, X, X2, Y, drawn, middle} from "./shapes.js"
import {said, scaled, titled} from "./units.js"

const lane = 26 // pixels that a lane or a line of a ladder takes

/** filterOf returns the display filter that shows the frames of a mark, "" if it has none. */
export const filterOf = mark => mark[FILTER] ?? (mark[FIRST] ? `frame.number == ${mark[FIRST]}` : "")

/** panelOf draws one of count panels, between the ends of domain along X, and returns the element. */
export function panelOf(panel, domain, width, count) {
  const named = panel.layout !== "plane"
  const height = named ? rowsOf(panel) * lane + 60 : Math.min(count > 1 ? 210 : 320, Math.max(190, width * 0.3))
  const ladder = panel.layout === "ladder"
  const x = ladder ? {domain: [-0.5, panel.x.names.length - 0.5]} : {domain, clamp: false}
  const y = named ? {domain: [rowsOf(panel) - 0.5, -0.5], axis: null} : {domain: [panel.y.min, panel.y.max], nice: true}
  const all = panel.series.flatMap(series => series.marks.map(mark => ({series, mark})))
  return plot({
    width, height, x, y, clip: true, marginLeft: named && !ladder ? 130 : 64, marginRight: 24, marginTop: 26, marginBottom: 38,
    marks: [
      ...axes(panel, domain, ladder),
      ...panel.series.flatMap(drawn),
      tip(all, pointer({x: d => middle.x(d.series.shape, d.mark), y: d => middle.y(d.series.shape, d.mark),
        title: d => told(panel, d), maxRadius: 30, lineWidth: 40})),
    ],
  })
}

/** rowsOf returns how many lanes or lines a panel has. */
function rowsOf(panel) {
  if (panel.layout === "lanes") return Math.max(panel.y.names.length, 1)
  return Math.max(1, ...panel.series.flatMap(s => s.marks.map(m => m[Y] + 1)))
}

function axes(panel, [low, high], ladder) {
  const across = ladder
    ? [axisX(panel.x.names.map((_, i) => i), {anchor: "top", tickFormat: i => said(panel.x, i), tickSize: 0, label: null, fontWeight: "bold"}),
      gridX(panel.x.names.map((_, i) => i), {strokeOpacity: 0.5})]
    : numbers(axisX, panel.x, low, high, {})
  if (panel.layout === "lanes") {
    return [...across, axisY(panel.y.names.map((_, i) => i), {tickFormat: i => said(panel.y, i), tickSize: 0, label: null,
      lineWidth: 11, textOverflow: "ellipsis"})]
  }
  if (ladder) return across
  return [...across, gridY({strokeOpacity: 0.12}), ...numbers(axisY, panel.y, panel.y.min, panel.y.max, {})]
}

function numbers(make, axis, low, high, options) {
  const {by, name} = scaled(axis, low, high)
  return [make({label: titled(axis, name), labelArrow: "none", labelAnchor: make === axisX ? "center" : "top",
    tickFormat: v => (v / by).toLocaleString("en", {maximumFractionDigits: 9}), tickSpacing: make === axisX ? 90 : 45, ...options})]
}

/** told says in a few lines what a mark is. */
function told(panel, {series, mark}) {
  const lines = [inLanguage(series.name)]
  if (mark[TEXT]) lines.push(mark[TEXT])
  if (panel.layout !== "ladder") {
    const to = series.shape === "bars" || series.shape === "boxes" ? ` – ${said(panel.x, mark[X2])}` : ""
    lines.push(`${inLanguage(panel.x.label)}: ${said(panel.x, mark[X])}${to}`)
  }
  if (panel.layout === "plane") lines.push(`${inLanguage(panel.y.label)}: ${said(panel.y, mark[Y])}`)
  if (mark[COUNT] > 1) lines.push(`× ${mark[COUNT]}`)
  if (mark[FIRST]) lines.push(mark[FIRST] === mark[LAST] ? `# ${mark[FIRST]}` : `# ${mark[FIRST]} – ${mark[LAST]}`)
  return lines.join("\n")
}
