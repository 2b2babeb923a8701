import { readName } from '../../source/table/key-candidates.ts'

const timeOfDay = /^(?:time|zeit|uhrzeit|hora|hour|heure|ora)\b[^\p{L}]*(?:[([].*)?$/iu

/** The headers that are most likely the time's: one, or a date's and a time of day's. */
export function guessTimes(headers: readonly string[]): readonly string[] {
  const date = headers.find((header) => /^(?:date|datum|data|fecha)$/i.test(header))
  const time = guessTimeOfDay(headers)
  if (date !== undefined && time !== undefined) return [date, time]
  return [headers.find((header) => /date|time|zeit|datum|data|hora/i.test(header)) ?? headers[0]!]
}

/** The header that is most likely that of times of day alone, beside a column of dates. */
export function guessTimeOfDay(headers: readonly string[]): string | undefined {
  return headers.find((header) => timeOfDay.test(header))
}

const knownVariables: readonly { name: string; is: RegExp; isNot: RegExp }[] = [
  { name: 'wind_speed', is: /wind|^ws(?:\b|_)/i, isNot: /dir|power|leist|pot[eê]n|richt/i },
  { name: 'power', is: /power|leistung|pot[eê]ncia|^p(?:\b|_)/i, isNot: /factor|faktor|fator/i },
  {
    name: 'ambient_temperature',
    is: /amb.*temp|temp.*amb|outdoor|au(?:ss|ß)en.*temp/i,
    isNot: /^$/,
  },
]

/** A word that makes a name of what stands beside it: `Wind turbine name`, `power_plant_id`. */
const ofNames = /(?:^|[^\p{L}])(?:name|nome|id|no|nr)(?:$|[^\p{L}])/iu

/**
 * Headers by the variables that they most likely are; where none is known by its name, the first header that is not
 * an asset's or a tag's, by a name made out of it.
 */
export function guessColumns(headers: readonly string[]): [variable: string, header: string][] {
  const values = headers.filter((header) => header !== '' && !ofNames.test(header))
  const known = knownVariables.flatMap(({ name, is, isNot }): [string, string][] => {
    const header = values.find((value) => is.test(value) && !isNot.test(value))
    return header === undefined ? [] : [[name, header]]
  })
  if (known.length > 0) return known
  const first = values.find((header) => readName(header, true) === null) ?? headers[0]
  return first === undefined ? [] : [[nameOf(first), first]]
}

/** `Rotor speed [rpm]` as a variable's name: `rotor_speed`. */
function nameOf(header: string): string {
  const words = header
    .replace(/[([].*$/u, '')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? ['value']
  return words.join('_')
}
