/**
 * The text with the password of every URL in it hidden, also one that holds an `@` or stands among
 * the parameters: what may be printed.
 */
export function redact(text: string): string {
  return text
    .replace(/(\w+:\/\/[^\s/:@]*):[^\s/]*@/g, '$1:***@')
    .replace(/([?&](?:ssl)?password=)[^\s&#]*/gi, '$1***')
}
