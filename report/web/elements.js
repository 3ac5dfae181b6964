/** byId returns the element of the page with an id. */
export const byId = id => document.getElementById(id)

/** made returns a new element with a class and a text. */
export function made(name, type = "", text = "") {
  const element = document.createElement(name)
  if (type) element.className = type
  if (text !== "") element.textContent = text
  return element
}

// What netsniff view serves leaves nothing behind: it is kept as long as the tab is open.
const store = () => location.protocol.startsWith("http") ? sessionStorage : localStorage

/** kept reads what the reader chose before, and keeps what is chosen now, where a browser lets pages keep something. */
export const kept = {
  get(key) {
    try { return store().getItem(key) } catch { return null }
  },
  set(key, value) {
    try { store().setItem(key, value) } catch { /* files may not keep anything: the choice lasts as long as the page */ }
  },
}
