import type { OpenFile } from './open-file.ts'
import type { RowsRead } from './stage/rows-read.ts'

export interface Findings {
  readonly seen: RowsRead
  readonly noValues: ReadonlyMap<string, number>
  /** Rows that an earlier row of the file is equal to; undefined where that was not looked for. */
  readonly repeated?: number
}

/** What was found in a file that a reader of the result should know, a line each. */
export function describeNotes(
  { decoding, header, format }: OpenFile,
  { seen, noValues, repeated = 0 }: Findings,
  timeZone: string,
): string[] {
  const notes: string[] = []
  const { doubledFirst, doubledSecond, repeatedHeaders, comments } = seen
  if (decoding.encoding !== 'utf-8') notes.push(`the text was read as ${decoding.encoding}`)
  if (header.line > 1) notes.push(`the header was found on line ${header.line}`)
  if (format.timeFormat !== 'iso') notes.push(`times were read as ${format.timeFormat}`)
  const { decimal, thousands } = format.numberStyle
  if (decimal === ',') notes.push('numbers were read with a decimal comma')
  if (thousands !== '') {
    notes.push(`numbers were read with ${JSON.stringify(thousands)} between thousands`)
  }
  if (decoding.isBroken) notes.push('some bytes are no UTF-8: � stands for them')
  if (noValues.size > 0) {
    const texts = [...noValues].map(([text, count]) => `${JSON.stringify(text)} ${count}`)
    notes.push(`cells without value, by their text: ${texts.join(', ')}`)
  }
  if (doubledFirst + doubledSecond > 0) {
    notes.push(
      `the clocks of ${timeZone} showed an hour twice: by the order of the rows, ${doubledFirst} are of the first time and ${doubledSecond} of the second`,
    )
  }
  if (repeated > 0) notes.push(`${count(repeated, 'row')} came again, equal: each is one row`)
  if (repeatedHeaders > 0) {
    notes.push(`${count(repeatedHeaders, 'line')} among the rows repeat the header: no rows`)
  }
  if (comments > 0) notes.push(`${count(comments, 'line')} of comment among the rows: no rows`)
  return notes
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`
}
