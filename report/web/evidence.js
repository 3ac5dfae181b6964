/** show says in the bar which filter shows what was clicked; null until evidence is called. */
export let show = null

/** evidence has the bar tell the display filter of each frame, or mark, that is clicked. */
export function evidence(bar) {
  const code = bar.querySelector("code")
  const link = bar.querySelector("a")
  let from = null
  show = (filter, element) => {
    code.textContent = `netsniff -r ${document.body.dataset.file} -V -f '${filter}'`
    link.hidden = !location.protocol.startsWith("http") // served by netsniff view: the rows are beside it
    link.href = `./#${encodeURIComponent(filter)}`
    bar.hidden = false
    from = element
  }
  const close = () => {
    bar.hidden = true
    from?.focus?.()
  }
  bar.querySelector("button").addEventListener("click", close)
  document.addEventListener("keydown", e => e.key === "Escape" && !bar.hidden && close())
  document.addEventListener("click", e => {
    const button = e.target.closest?.("[data-frame]")
    if (button) show(`frame.number == ${button.dataset.frame}`, button)
  })
}
