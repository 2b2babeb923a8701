/** `name=value, name2=value2` as a map; a `,`, `=` or `\` that is part of either follows a `\`. */
export function readPairs(text: string): ReadonlyMap<string, string> | undefined {
  const map = new Map<string, string>()
  for (const pair of splitAt(text, ',')) {
    const [name = '', value = '', ...rest] = splitAt(pair, '=').map(unescape)
    if (name === '' || value === '' || rest.length > 0 || map.has(name)) return undefined
    map.set(name, value)
  }
  return map
}

/** The text that `readPairs` reads as this map. */
export function writePairs(map: ReadonlyMap<string, string>): string {
  return [...map].map((pair) => pair.map(escape).join('=')).join(',')
}

/** Splits at a character, unless a `\` stands before it. */
function splitAt(text: string, character: ',' | '='): string[] {
  const parts: string[] = []
  let part = ''
  for (const piece of text.match(/\\.|[^\\]|\\$/gs) ?? []) {
    if (piece !== character) part += piece
    else {
      parts.push(part)
      part = ''
    }
  }
  return [...parts, part]
}

function escape(text: string): string {
  return text.replace(/[,=\\]/g, '\\$&')
}

function unescape(text: string): string {
  return text.trim().replace(/\\([,=\\])/g, '$1')
}
