import {inLanguage} from "./language.js"
import {FIRST, LAST, TEXT, X, X2, Y, Y2} from "./shapes.js"
import {said} from "./units.js"

const most = 500 // rows of a table; others are counted

const heads = [
  {en: "Series", zh: "系列"}, {en: "Place", zh: "位置"}, {en: "Value", zh: "数值"}, {en: "Text", zh: "文字"}, {en: "Frames", zh: "帧"},
]

/** numbers has the details of a figure show the marks of its picture as a table, for who reads rather than looks. */
export function numbers(details, data) {
  details.addEventListener("toggle", () => {
    details.querySelector("div")?.remove()
    if (details.open) details.append(listed(data))
  })
  document.addEventListener("language", () => details.dispatchEvent(new Event("toggle")))
}

function listed(data) {
  const box = document.createElement("div")
  box.className = "wide"
  const table = document.createElement("table")
  table.append(row("th", heads.map(inLanguage)))
  let left = 0
  for (const panel of data.panels) {
    for (const series of panel.series) {
      for (const mark of series.marks) {
        if (table.rows.length > most) left++
        else table.append(row("td", cells(panel, series, mark)))
      }
    }
  }
  box.append(table)
  if (left) box.append(inLanguage({en: `… and ${left} more`, zh: `……另有 ${left} 项`}))
  return box
}

function cells(panel, series, mark) {
  const wide = series.shape === "bars" || series.shape === "boxes" || series.shape === "arrows"
  const high = series.shape === "strokes"
  const frames = mark[FIRST] === mark[LAST] ? mark[FIRST] || "" : `${mark[FIRST]} – ${mark[LAST]}`
  return [
    inLanguage(series.name),
    said(panel.x, mark[X]) + (wide ? ` – ${said(panel.x, mark[X2])}` : ""),
    panel.layout === "ladder" ? String(mark[Y] + 1) : said(panel.y, series.shape === "bars" ? mark[Y] - mark[Y2] : mark[Y]) + (high ? ` – ${said(panel.y, mark[Y2])}` : ""),
    mark[TEXT], String(frames),
  ]
}

function row(kind, texts) {
  const tr = document.createElement("tr")
  for (const text of texts) {
    const cell = document.createElement(kind)
    cell.textContent = text
    if (kind === "th") cell.scope = "col"
    tr.append(cell)
  }
  return tr
}
