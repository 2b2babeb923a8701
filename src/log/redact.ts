/**
 * The text with the password of every URL in it hidden, also one that holds an `@` or stands among
 * the parameters: what may be printed.
 */
export function redact(text: string): string {
  // Without the \b, every letter of a long word is tried as the scheme's first: its length squared.
  return text
    .replace(/\b(\w+:\/\/[^\s/:@]*):[^\s/]*@/g, '$1:***@')
    .replace(/([?&](?:ssl)?password=)[^\s&#]*/gi, '$1***')
}
