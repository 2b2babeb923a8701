/** More of a text than this tells nobody more about what was wrong with it. */
const longest = 80

/** A text that came from outside, quoted for a message: the beginning of a long one, and its length. */
export function quoteShort(text: string): string {
  return text.length <= longest
    ? JSON.stringify(text)
    : `${JSON.stringify(`${text.slice(0, longest)}…`)} (${text.length} characters)`
}

/** The same without quotation marks, for a text that is more than a name. */
export function cutShort(text: string, most: number = longest): string {
  return text.length <= most ? text : `${text.slice(0, most)}… (${text.length} characters)`
}
