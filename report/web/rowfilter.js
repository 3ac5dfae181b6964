// asked are the fields that have what a column of that name says, where it is known.
const asked = {host: "http.host", server_name: "tls.handshake.extensions_server_name", qname: "dns.qry.name", method: "http.request.method"}

/**
 * filterOf returns the display filter of the frames that a row of a table is about, "" if it names none: by the frames
 * in it, the stream, the addresses and ports, a protocol, or a name.
 */
export function filterOf(table, columns, row, known) {
  const of = type => columns.filter(c => c.type === type && row[c.name]).map(c => row[c.name])
  const frames = [...new Set([...of("frame"), ...listed(row.frames)])]
  if (frames.length) return `frame.number in {${frames.join(", ")}}`
  const transport = /\.udp$/.test(table) || row.transport === "udp" ? "udp" : "tcp"
  if (columns.some(c => c.name === "stream") && Number.isInteger(row.stream)) return `${transport}.stream == ${row.stream}`
  const ends = columns.filter(c => c.type === "text" && address(row[c.name])).map(c => address(row[c.name]))
  const ports = of("port").map(p => `${transport}.port == ${p}`)
  if (ends.length) return [...new Set([...ends, ...ports])].join(" && ")
  const path = String(row.path ?? row.protocol ?? "").split(":").at(-1)
  if (known.has(path)) return path
  const named = Object.keys(asked).find(name => typeof row[name] === "string" && row[name])
  return named ? `${asked[named]} == ${JSON.stringify(row[named])}` : ""
}

// listed are the numbers of a list of frames.
function listed(frames) {
  return (Array.isArray(frames) ? frames : String(frames ?? "").split(", ")).map(Number).filter(n => n > 0)
}

/** address returns the filter of an address, "" if a text is none. */
function address(text) {
  if (typeof text !== "string") return ""
  if (/^\d+\.\d+\.\d+\.\d+$/.test(text)) return `ip.addr == ${text}`
  if (/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/.test(text)) return `eth.addr == ${text}`
  return /^[0-9a-f]*:[0-9a-f:.]*:[0-9a-f.]*$/.test(text) ? `ipv6.addr == ${text}` : ""
}
