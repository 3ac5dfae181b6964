// The script of netsniff view: rows as they are looked at, what a frame holds, streams and tables.

import {Detail} from "./detail.js"
import {divider} from "./divider.js"
import {byId} from "./elements.js"
import {Filtering} from "./filtering.js"
import {inLanguage, languages} from "./language.js"
import {List} from "./list.js"
import {Tables} from "./tables.js"
import {themes} from "./theme.js"

const text = element => {
  const say = document.documentElement.lang === "en" ? element.dataset.en : element.dataset.zh
  if (element.tagName === "INPUT") element.placeholder = say
  else if (element.tagName === "SVG" || element.dataset.label !== undefined) element.setAttribute("aria-label", say)
  else element.textContent = say
}
const texts = () => { for (const e of document.querySelectorAll("[data-en]")) text(e) }
document.addEventListener("language", texts)
texts()

const where = "/tables/" // what an address has behind # that leads to a table; no filter begins so
const asked = () => decodeURIComponent(location.hash.slice(1))
const go = place => {
  if (place !== asked()) history.pushState(null, "", `#${encodeURIComponent(place)}`)
  open()
}

let filter = null // of the rows that are shown
let wanted = 0 // the frame to choose among the next ones

const list = new List(byId("list"), {
  counted: ({total, done, share, failed, said = "", changed = false}) => {
    const doing = filter ? {en: "searching", zh: "正在查找"} : {en: "reading", zh: "正在读取"}
    byId("count").textContent = total.toLocaleString("en") + (done ? "" : ` · ${inLanguage(doing)}… ${share} %`)
    byId("list").setAttribute("aria-busy", !done)
    filtering.fail(failed ? said : "")
    byId("notes").hidden = failed || !said
    byId("notes").querySelector("pre").textContent = said
    byId("changed").hidden = !changed
    byId("none").hidden = total > 0 || !done || failed
  },
  chosen: (number, at) => detail.show(number, {at, filter: list.text, time: list.time}),
  entered: () => detail.focus(),
})
const named = number => {
  const there = filter === "" // all rows are here already
  if (!there) wanted = number
  go("")
  if (there) list.seek(number)
  list.element.focus()
}
const told = {named, filter: text => go(text), left: () => list.element.focus()}
const detail = new Detail(byId("detail"), {...told, combine: (part, how) => {
  const now = filter ? `(${filter})` : ""
  go({only: part, and: [now, part].filter(Boolean).join(" && "), not: [now, `!(${part})`].filter(Boolean).join(" && ")}[how])
}})
const tables = new Tables(byId("tables"), {...told, opened: name => go(where + name)})
const filtering = new Filtering(byId("filtering"), byId("filter"), byId("offers"), byId("wrong"), chosen => {
  if (/^\d+$/.test(chosen)) { // the number of a frame
    filtering.set(filter ?? "")
    named(Number(chosen))
  } else {
    if (chosen !== filter) wanted ||= detail.number ?? 0
    go(chosen)
    list.element.focus()
  }
})

/** open shows what the address names: who opens a link, or goes back, sees what was seen there. */
function open() {
  const place = asked()
  const table = place.startsWith(where)
  byId("packets").hidden = table
  byId("tables").hidden = !table
  for (const [id, on] of [["to-packets", !table], ["to-tables", table]]) byId(id).setAttribute("aria-current", on)
  if (table) tables.show(place.slice(where.length), filter)
  else if (place !== filter) {
    filter = place
    filtering.set(filter)
    list.filter(filter, wanted)
    wanted = 0
  }
}

byId("clear").addEventListener("click", () => filtering.take(""))
byId("to-packets").addEventListener("click", () => go(filter ?? ""))
byId("to-tables").addEventListener("click", () => go(where + (tables.name ?? "overview")))
byId("time").addEventListener("change", e => {
  list.time = e.target.value
  list.filter(filter, detail.number)
})
byId("again").addEventListener("click", () => {
  byId("changed").hidden = true
  tables.renew()
  list.filter(filter, detail.number, true)
})
document.addEventListener("keydown", e => {
  const writes = ["INPUT", "SELECT"].includes(document.activeElement.tagName)
  if (e.key === "/" && !writes) {
    e.preventDefault()
    byId("filter").select()
  } else if (e.key === "Escape" && document.activeElement !== list.element) {
    if (!byId("tables").hidden) go(filter ?? "")
    list.element.focus()
  }
})
addEventListener("popstate", open)
languages(byId("language"))
themes(byId("theme"))
divider(byId("across"), "--above", false)
divider(byId("upright"), "--left", true)
open()
list.element.focus()
