/** What may become of a counter beside growing, with the word for one and for more. */
const words: Readonly<Record<string, readonly [one: string, many: string]>> = {
  resets: ['reset', 'resets'],
  rollovers: ['rollover', 'rollovers'],
  corrections: ['correction', 'corrections'],
  drops: ['drop', 'drops'],
}

/** `1 reset, 2 rollovers`. */
export function listKindCounts(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([name, count]) => `${count} ${words[name]?.[count === 1 ? 0 : 1] ?? name}`)
    .join(', ')
}
