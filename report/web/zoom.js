const least = 4 // pixels of a drag that means something

/** brushed has a reader choose a part of X by dragging over a panel; chosen is told its two ends. */
export function brushed(panel, chosen) {
  const svg = panel.tagName.toLowerCase() === "svg" ? panel : panel.querySelector("svg")
  const scale = panel.scale("x")
  const place = e => {
    const box = svg.getBoundingClientRect()
    const at = (e.clientX - box.left) * svg.viewBox.baseVal.width / box.width
    return Math.min(Math.max(at, Math.min(...scale.range)), Math.max(...scale.range))
  }
  let from = null
  let band = null
  svg.addEventListener("pointerdown", e => {
    if (e.button === 0 && e.pointerType === "mouse") from = place(e)
  })
  svg.addEventListener("pointermove", e => {
    if (from === null || Math.abs(place(e) - from) < least) return
    if (!band) {
      band = document.createElementNS("http://www.w3.org/2000/svg", "rect")
      band.setAttribute("class", "band")
      band.setAttribute("y", 0)
      band.setAttribute("height", svg.viewBox.baseVal.height)
      svg.append(band)
      svg.setPointerCapture(e.pointerId)
    }
    band.setAttribute("x", Math.min(from, place(e)))
    band.setAttribute("width", Math.abs(place(e) - from))
  })
  svg.addEventListener("pointerup", e => {
    const ends = [from, place(e)].sort((a, b) => a - b)
    const drawn = band !== null
    band?.remove()
    from = band = null
    if (!drawn) return
    e.stopPropagation()
    chosen(ends.map(scale.invert))
  })
}
