/** byId returns the element of the page with an id. */
export const byId = id => document.getElementById(id)

/** kept reads what the reader chose before, and keeps what is chosen now, where a browser lets pages keep something. */
export const kept = {
  get(key) {
    try { return localStorage.getItem(key) } catch { return null }
  },
  set(key, value) {
    try { localStorage.setItem(key, value) } catch { /* files may not keep anything: the choice lasts as long as the page */ }
  },
}
