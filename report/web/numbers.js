import {inLanguage} from "./language.js"
import {FIRST, LAST, X, X2, Y, Y2, filterOf, textOf} from "./shapes.js"
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
  box.tabIndex = 0
  const table = document.createElement("table")
  const caption = table.createCaption()
  caption.textContent = inLanguage(data.title)
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
  const wide = series.shape === "bars" || series.shape === "boxes"
  const high = series.shape === "strokes"
  return [
    inLanguage(series.name),
    said(panel.x, mark[X]) + (wide ? ` – ${said(panel.x, mark[X2])}` : series.shape === "arrows" ? ` → ${said(panel.x, mark[X2])}` : ""),
    said(panel.y, series.shape === "bars" ? mark[Y] - mark[Y2] : mark[Y]) + (high ? ` – ${said(panel.y, mark[Y2])}` : ""),
    textOf(mark), evidence(mark),
  ]
}

// evidence is a button that tells the filter of a mark, which names its frames; nothing if it is of none.
function evidence(mark) {
  const filter = filterOf(mark)
  if (!filter) return ""
  const button = document.createElement("button")
  button.type = "button"
  button.className = "frame"
  button.dataset.filter = filter
  button.textContent = !mark[FIRST] ? inLanguage({en: "those then", zh: "这段时间的帧"}) : mark[FIRST] === mark[LAST] ? mark[FIRST] : `${mark[FIRST]} – ${mark[LAST]}`
  return button
}

function row(kind, contents) {
  const tr = document.createElement("tr")
  for (const content of contents) {
    const cell = document.createElement(kind)
    cell.append(content)
    if (kind === "th") cell.scope = "col"
    tr.append(cell)
  }
  return tr
}
