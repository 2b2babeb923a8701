/**
 * Beginnings of the months' names in English, Portuguese, Spanish, German, French and Italian, without
 * accents. None stands for two months.
 */
const beginnings: readonly (readonly string[])[] = [
  ['jan', 'ene', 'gen'],
  ['feb', 'fev'],
  ['mar', 'maer', 'mrz'],
  ['apr', 'abr', 'avr'],
  ['may', 'mai', 'mag'],
  ['jun', 'juin', 'giu'],
  ['jul', 'juil', 'lug'],
  ['aug', 'ago', 'aou'],
  ['sep', 'set'],
  ['oct', 'okt', 'out', 'ott'],
  ['nov'],
  ['dec', 'dez', 'dic'],
]

/** A month's name, whole or cut short, as 1 to 12; `undefined` where it is none. */
export function readMonthName(text: string): number | undefined {
  const plain = text
    .normalize('NFD')
    .replace(/[^A-Za-z]/g, '')
    .toLowerCase()
  const index = beginnings.findIndex((names) => names.some((name) => plain.startsWith(name)))
  return index === -1 ? undefined : index + 1
}
