/** fetched returns the text that an address beside the page answers with; what is wrong with it is an error in its words. */
export async function fetched(path, parameters = {}, options = {}) {
  const answer = await fetch(`${path}?${new URLSearchParams(parameters)}`, options)
  const text = await answer.text()
  if (!answer.ok) throw new Error(text.trim())
  return text
}

/** Latest fetches one thing after the other: who asks for the next is not told of the one before. */
export class Latest {
  /** fetched is as the function of that name; it never returns once another was asked for. */
  async fetched(path, parameters) {
    this.controller?.abort()
    const {signal} = this.controller = new AbortController()
    try {
      return await fetched(path, parameters, {signal})
    } catch (wrong) {
      if (signal.aborted) return new Promise(() => {})
      throw wrong
    }
  }
}
