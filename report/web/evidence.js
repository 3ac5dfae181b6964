/** show says in the bar which filter shows what was clicked; null until evidence is called. */
export let show = null

// quoted writes a text as a word of a shell, whatever is in it.
const quoted = text => /^[\w./:-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`

/** evidence has the bar tell the display filter of each frame, or mark, that is clicked, as a command for the files of the page. */
export function evidence(bar, files) {
  const code = bar.querySelector("code")
  const link = bar.querySelector("a")
  let from = null
  show = (filter, element) => {
    code.textContent = `netsniff ${files.map(f => `-r ${quoted(f)}`).join(" ")} -V -f '${filter.replaceAll("'", `'\\''`)}'`
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
    const button = e.target.closest?.("[data-frame], [data-filter]")
    if (button) show(button.dataset.filter ?? `frame.number == ${button.dataset.frame}`, button)
  })
}
