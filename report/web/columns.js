/** columns has the buttons of wide tables show what matters less as well. */
export function columns() {
  for (const button of document.querySelectorAll("button.columns")) {
    button.addEventListener("click", () => {
      const all = button.closest("table").classList.toggle("all")
      button.setAttribute("aria-pressed", all)
    })
  }
}
