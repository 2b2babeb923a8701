import { MinuanoError } from '../errors/minuano-error.ts'
import { readName } from '../source/table/key-candidates.ts'
import { guessTimeOfDay } from './map/guess-headers.ts'
import type { OpenFile } from './open-file.ts'
import { describeBadRows } from './stage/bad-rows.ts'
import type { BadRows } from './stage/bad-rows.ts'

/** So few rows that differ at one time may be a logger's slip in any file. */
const fewRows = 10

/** Whether rows of one time that differ are the rule in a file: more than a tenth of its rows. */
export function isOfSeveral(differing: number, read: number): boolean {
  return differing > fewRows && 10 * differing > read
}

/** The error that refuses a file of several turbines, or of a tag a row, with the columns that may say which. */
export function refusedAsSeveral(
  { name, headers, mapping }: Pick<OpenFile, 'name' | 'headers' | 'mapping'>,
  differing: number,
  badRows: BadRows,
): MinuanoError {
  const taken = new Set([...mapping.timeIndexes, ...mapping.columns.map(({ index }) => index)])
  const others = headers.filter((_, index) => !taken.has(index))
  const keys = others.filter((header) => readName(header, true) !== null)
  const which = keys.length === 0 ? '' : ` (perhaps by its column ${keys.join(', or ')})`
  const time = mapping.timeIndexes.length === 1 ? guessTimeOfDay(others) : undefined
  const date = JSON.stringify(headers[mapping.timeIndexes[0]!])
  const apart =
    time === undefined
      ? ''
      : `If ${date} is but the date, add the time of day: --timestamp ${date} --timestamp ${JSON.stringify(time)}. Otherwise it`
  return new MinuanoError(
    'import-refused',
    `${name} has ${differing} rows of a time that another row has, with other values, so nothing was loaded:\n${describeBadRows(badRows)}\n${apart || 'It'} holds several turbines, or a tag a row. Split it into a file of each${which}, and import the one that is wanted`,
  )
}
