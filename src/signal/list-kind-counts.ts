/** What may become of a counter beside growing, and what minutes may lack, with the word for one and for more. */
const words: Readonly<Record<string, readonly [one: string, many: string]>> = {
  resets: ['reset', 'resets'],
  rollovers: ['rollover', 'rollovers'],
  corrections: ['correction', 'corrections'],
  drops: ['drop', 'drops'],
  withoutStd: ['without std', 'without std'],
  withoutMin: ['without min', 'without min'],
  withoutMax: ['without max', 'without max'],
  withoutCount: ['without count', 'without count'],
}

/** `1 reset, 2 rollovers`. */
export function listKindCounts(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([name, count]) => `${count} ${words[name]?.[count === 1 ? 0 : 1] ?? name}`)
    .join(', ')
}
