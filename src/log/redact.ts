/**
 * Text without the passwords of the URLs in it, whether they stand before the host or among the
 * parameters: what may be printed.
 */
export function redact(text: string): string {
  return text
    .split(schemeStart)
    .map((part) => part.replace(password, '$1:***@'))
    .join('')
    .replace(/([?&](?:ssl)?password=)[^\s&#]*/gi, '$1***')
}

/** Bounded: a scheme looked for in a word of any length takes its length squared. */
const schemeStart = /(?=\b\w{1,40}:\/\/)/

/** To the last `@` of the word, whatever stands before it: too much hidden is better than a part shown. */
const password = /^(\w+:\/\/[^\s/:]*):\S*@/
