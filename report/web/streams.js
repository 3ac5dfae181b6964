import {made} from "./elements.js"
import {Latest} from "./fetched.js"
import {inLanguage} from "./language.js"

// inner are the protocols that are followed within a stream, by the protocol of the frame that tells it, and the field
// that says which stream within it.
const inner = [
  {protocol: "http", by: "http"}, {protocol: "websocket", by: "websocket"}, {protocol: "tls", by: "tls"},
  {protocol: "http2", by: "http2", field: "http2.streamid"}, {protocol: "quic", by: "quic", field: "quic.stream.stream_id"},
  {protocol: "http3", by: "http3", field: "quic.stream.stream_id"},
]

/** streamsOf returns the streams that a frame is part of: {protocol, stream}, the innermost last. */
export function streamsOf(roots) {
  const found = []
  let number = ""
  const fields = new Map()
  const collect = nodes => {
    for (const n of nodes ?? []) {
      const value = / == (\d+)$/.exec(n.filter ?? "")?.[1]
      if (value !== undefined && !fields.has(n.name)) fields.set(n.name, value)
      collect(n.below)
    }
  }
  collect(roots)
  for (const protocol of ["tcp", "udp"]) {
    const stream = fields.get(`${protocol}.stream`)
    if (stream === undefined) continue
    number = stream
    found.push({protocol, stream})
  }
  if (!found.length) return found
  const names = new Set(roots.map(n => n.name))
  for (const {protocol, by, field} of inner) {
    const within = field && fields.get(field)
    if (names.has(by)) found.push({protocol, stream: within === undefined ? number : `${number}.${within}`})
  }
  return found
}

/** Streams shows what the two ends of a stream said, each in its colour, as text or in hexadecimal. */
export class Streams {
  constructor(element, told) {
    this.element = element
    this.told = told
    this.latest = new Latest()
    this.shown = element.querySelector(".said")
    this.notes = element.querySelector(".notes")
    this.controls = Object.fromEntries(["protocol", "side", "form"].map(n => [n, element.querySelector(`[name=${n}]`)]))
    this.controls.protocol.addEventListener("change", () => this.read())
    this.controls.side.addEventListener("change", () => this.read())
    this.controls.form.addEventListener("change", () => this.draw())
    element.querySelector(".only").addEventListener("click", () => this.answer && told.filter(this.answer.filter))
    this.shown.addEventListener("click", e => {
      const part = e.target.closest("[data-frame]")
      if (part && getSelection().isCollapsed) told.named(Number(part.dataset.frame))
    })
    document.addEventListener("language", () => this.answer && this.draw())
  }

  /** take takes the tree of a frame: of the same streams nothing is read again. */
  take(roots) {
    const streams = streamsOf(roots)
    const key = JSON.stringify(streams)
    if (key === this.key) return
    const before = this.controls.protocol.selectedOptions[0]?.dataset.protocol
    this.key = key
    this.controls.protocol.replaceChildren(...streams.map(({protocol, stream}) => {
      const option = made("option", "", `${protocol} ${stream}`)
      option.value = JSON.stringify({protocol, stream})
      option.dataset.protocol = protocol
      return option
    }))
    const opened = roots.at(-1).name !== "tls" ? "tls" : "" // it was decrypted: that is what one wants to read
    const at = Math.max(streams.findIndex(s => s.protocol === before), streams.findIndex(s => s.protocol === opened))
    this.controls.protocol.selectedIndex = at >= 0 ? at : Math.min(0, streams.length - 1)
    this.read()
  }

  async read() {
    this.answer = null
    this.notes.textContent = ""
    if (!this.controls.protocol.value) {
      this.shown.textContent = inLanguage({en: "This frame is part of no stream.", zh: "此帧不属于任何流。"})
      return
    }
    this.shown.textContent = "…"
    try {
      const {said, cut, notes} = JSON.parse(await this.latest.fetched("follow",
        {...JSON.parse(this.controls.protocol.value), side: this.controls.side.value}))
      this.answer = said
      this.cut = cut
      this.said = notes ?? ""
      this.draw()
    } catch (wrong) {
      this.shown.textContent = wrong.message
    }
  }

  draw() {
    const at = [0, 0]
    const hex = this.controls.form.value === "hex"
    this.shown.classList.toggle("hex", hex)
    this.shown.replaceChildren(...this.answer.parts.map(part => {
      const {role} = this.answer.peers[part.peer]
      const bytes = bytesOf(part)
      const element = made("div", `part ${role}`, hex ? hexOf(bytes, at[part.peer]) : part.text ?? textOf(bytes))
      at[part.peer] += bytes.length
      element.dataset.frame = part.frame
      element.title = `# ${part.frame}`
      return element
    }))
    if (!this.answer.parts.length) this.shown.textContent = inLanguage({en: "Nothing was said.", zh: "没有内容。"})
    const cut = inLanguage({en: "This is the beginning; netsniff follow has all of it.", zh: "以上只是开头部分，完整内容请用 netsniff follow。"})
    const peers = this.answer.peers.map((p, i) => `${p.host}:${p.port} (${at[i].toLocaleString("en")} B)`).join("  ⇄  ")
    this.notes.textContent = [peers, ...this.cut ? [cut] : [], ...this.said ? [this.said] : []].join("\n")
  }
}

function bytesOf(part) {
  if (part.text !== undefined) return new TextEncoder().encode(part.text)
  return Uint8Array.from(atob(part.base64 ?? ""), c => c.charCodeAt(0))
}

// textOf shows bytes that are no text: what cannot be seen is a dot.
function textOf(bytes) {
  return new TextDecoder("utf-8").decode(bytes).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffd]/g, "·")
}

function hexOf(bytes, from) {
  const lines = []
  for (let off = 0; off < bytes.length; off += 16) {
    const part = Array.from(bytes.subarray(off, off + 16))
    const hex = part.map(b => b.toString(16).padStart(2, "0")).join(" ").padEnd(47)
    const text = part.map(b => b >= 0x20 && b < 0x7f ? String.fromCharCode(b) : ".").join("")
    lines.push(`${(from + off).toString(16).padStart(8, "0")}  ${hex}   ${text}`)
  }
  return lines.join("\n")
}
