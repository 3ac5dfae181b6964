/** divider has a bar between two parts be dragged, or moved with arrows: it sets a property of the page's style, in percent. */
export function divider(bar, property, vertical) {
  const box = bar.parentElement
  const set = percent => {
    const value = Math.min(90, Math.max(10, percent))
    box.style.setProperty(property, `${value}%`)
    bar.setAttribute("aria-valuenow", Math.round(value))
  }
  bar.addEventListener("pointerdown", e => {
    e.preventDefault()
    bar.setPointerCapture(e.pointerId)
  })
  bar.addEventListener("pointermove", e => {
    if (!bar.hasPointerCapture(e.pointerId)) return
    const {left, top, width, height} = box.getBoundingClientRect()
    set(vertical ? (100 * (e.clientX - left)) / width : (100 * (e.clientY - top)) / height)
  })
  bar.addEventListener("keydown", e => {
    const step = {ArrowUp: -4, ArrowLeft: -4, ArrowDown: 4, ArrowRight: 4}[e.key]
    if (step === undefined) return
    e.preventDefault()
    set(Number(bar.getAttribute("aria-valuenow")) + step)
  })
}
