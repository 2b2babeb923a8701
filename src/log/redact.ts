/** The text with the password of every URL in it hidden: what may be printed. */
export function redact(text: string): string {
  return text.replace(/(\w+:\/\/[^\s/:@]*):[^\s@/]*@/g, '$1:***@')
}
