// The script of a page: its pictures, what a reader can switch, and where the evidence
// is. It loads nothing and puts no text into the page but as text.

import {columns} from "./columns.js"
import {byId} from "./elements.js"
import {evidence} from "./evidence.js"
import {labels} from "./labels.js"
import {languages} from "./language.js"
import {pictures} from "./picture.js"
import {themes} from "./theme.js"

evidence(byId("evidence"), JSON.parse(byId("captures").textContent))
pictures(JSON.parse(byId("pictures").textContent))
labels()
languages(byId("language"))
themes(byId("theme"))
columns()
