/** fetched returns the text that an address beside the page answers with; what is wrong with it is an error in its words. */
export async function fetched(address) {
  const answer = await fetch(address)
  const text = await answer.text()
  if (!answer.ok) throw new Error(text.trim())
  return text
}
