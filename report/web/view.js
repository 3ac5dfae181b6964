// The script of netsniff view: rows as they are looked at, a filter, and what a frame holds.

import {byId} from "./elements.js"
import {Detail} from "./detail.js"
import {filtering} from "./filtering.js"
import {List} from "./list.js"

const chinese = document.documentElement.lang !== "en"
for (const e of document.querySelectorAll("[data-en]")) e.textContent = chinese ? e.dataset.zh : e.dataset.en

const detail = new Detail(byId("detail"), byId("shown"))
const list = new List(byId("list"), {
  counted: (total, done) => { byId("count").textContent = `${total.toLocaleString("en")}${done ? "" : " …"}` },
  wrong: text => {
    byId("wrong").hidden = !text
    byId("wrong").textContent = text
    byId("filter").setAttribute("aria-invalid", Boolean(text))
  },
  chosen: number => detail.show(number),
})
detail.closed = () => list.element.focus()

/** asked returns the filter in the address: who opens a link, or goes back, sees what was seen there. */
const asked = () => decodeURIComponent(location.hash.slice(1))
const choose = filter => {
  if (filter !== asked()) history.pushState(null, "", `#${encodeURIComponent(filter)}`)
  list.filter(filter)
}
const follow = () => {
  byId("filter").value = asked()
  list.filter(asked())
}
filtering(byId("filtering"), byId("filter"), byId("offers"), choose)
addEventListener("popstate", follow)
addEventListener("hashchange", follow)
follow()
list.element.focus()
