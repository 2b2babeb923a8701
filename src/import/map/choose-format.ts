import { MinuanoError } from '../../errors/minuano-error.ts'
import { describeNumberReadings, guessNumberStyle } from '../cells/guess-number-style.ts'
import { describeReadings, guessTimeFormat } from '../cells/guess-time-format.ts'
import { plainStyle } from '../cells/number-style.ts'
import type { NumberStyle } from '../cells/number-style.ts'
import { createTimeReader, shorten } from '../cells/time-reader.ts'
import type { Mapping } from './map-headers.ts'

/** What the command line says of how cells are written. */
export interface FormatRequest {
  /** Undefined: it is found. */
  readonly timeFormat: string | undefined
  readonly decimalComma: boolean
  readonly decimalPoint: boolean
  readonly thousands: NumberStyle['thousands'] | undefined
}

/** How a file's cells are written. */
export interface CellFormat {
  /** As `createTimeReader` takes it. */
  readonly timeFormat: string
  readonly numberStyle: NumberStyle
  /** Whether options or cells say so; where nothing does, a later `1.200` is doubtful. */
  readonly isNumberStyleSure: boolean
}

/**
 * Finds how cells are written, from the first records. Throws `import-refused`, with every reading and its
 * option, where they can be read in several ways, and where the format asked for reads none of the times.
 */
export function chooseFormat(
  sample: readonly (readonly string[])[],
  mapping: Mapping,
  delimiter: string,
  request: FormatRequest,
  name: string,
): CellFormat {
  const numbers = chooseNumberStyle(sample, mapping, delimiter, request, name)
  return { timeFormat: chooseTimeFormat(sample, mapping, request.timeFormat, name), ...numbers }
}

/** The time of a record, whose cells may be several. */
export function timeOf(record: readonly string[], indexes: readonly number[]): string {
  if (indexes.length === 1) return record[indexes[0]!] ?? ''
  return indexes.map((index) => record[index]?.trim() ?? '').join(' ')
}

function chooseTimeFormat(
  sample: readonly (readonly string[])[],
  { timeIndexes }: Mapping,
  asked: string | undefined,
  name: string,
): string {
  const cells = sample.map((record) => timeOf(record, timeIndexes))
  if (asked !== undefined && !/^auto$/i.test(asked)) {
    const read = createTimeReader(asked, 'UTC')
    if (cells.length === 0 || cells.some((cell) => typeof read(cell) !== 'string')) return asked
    const ways = guessTimeFormat(cells)
    if (ways.length === 0) return asked
    const options = ways.map(({ format }) => `--time-format "${format}"`).join(' or ')
    throw new MinuanoError(
      'import-refused',
      `no time of ${name} is read by --time-format "${asked}", such as ${shorten(ways[0]!.cell)}: try ${options}; nothing was loaded`,
    )
  }
  const ways = guessTimeFormat(cells)
  if (ways.length > 1) {
    throw new MinuanoError(
      'import-refused',
      `${name}: ${describeReadings(ways)}\nAdd the one that is right; nothing was loaded`,
    )
  }
  const written = cells.find((cell) => cell.trim() !== '')
  if (ways.length === 0 && written !== undefined) throw noTime(written, name)
  return ways[0]?.format ?? 'iso'
}

function noTime(cell: string, name: string): MinuanoError {
  const isTimeOfDay = /^\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?( ?[ap]\.?m\.?)?$/i.test(cell.trim())
  const advice = isTimeOfDay
    ? 'it has no day: give the column of the day by a first --timestamp, that of the time of day by a second'
    : 'say how it is written by --time-format, such as "dd/MM/yyyy HH:mm", plain words in it between \'…\'; or give another column by --timestamp'
  return new MinuanoError(
    'import-refused',
    `${name}: no time of its first rows can be read, such as ${shorten(cell.trim())}: ${advice}; nothing was loaded`,
  )
}

function chooseNumberStyle(
  sample: readonly (readonly string[])[],
  { columns, timeIndexes }: Mapping,
  delimiter: string,
  { decimalComma, decimalPoint, thousands }: FormatRequest,
  name: string,
): Omit<CellFormat, 'timeFormat'> {
  if (decimalComma || decimalPoint || thousands !== undefined) {
    const decimal = decimalComma || (thousands === '.' && !decimalPoint) ? ',' : '.'
    if (thousands === decimal) {
      throw new MinuanoError(
        'usage',
        `--thousands "${thousands}" is the decimal mark too: one of the two must be another`,
      )
    }
    return { numberStyle: { decimal, thousands: thousands ?? '' }, isNumberStyleSure: true }
  }
  // Columns that are not wanted tell how numbers are written as well as those that are.
  function* cells(wanted: (index: number) => boolean): Generator<string> {
    for (const record of sample) {
      for (const [index, cell] of record.entries()) if (wanted(index)) yield cell
    }
  }
  const mapped = new Set(columns.map(({ index }) => index))
  const ofMapped = guessNumberStyle(
    cells((index) => mapped.has(index)),
    delimiter,
  )
  const isShown = ofMapped.length === 1 && ofMapped[0]!.cell !== ''
  const ways = isShown
    ? ofMapped
    : guessNumberStyle(
        cells((index) => !timeIndexes.includes(index)),
        delimiter,
      )
  if (ways.length === 1) {
    const { style, cell } = ways[0]!
    return { numberStyle: style, isNumberStyleSure: cell !== '' || delimiter === ',' }
  }
  // A point that may stand between thousands is doubted to the end of the file: a later cell may tell.
  const isPlain = ofMapped.some(({ style }) => style === plainStyle)
  if (ofMapped.length < 2 || isPlain)
    return { numberStyle: plainStyle, isNumberStyleSure: delimiter === ',' }
  throw new MinuanoError(
    'import-refused',
    `${name}: its numbers can be read in more than one way, and nothing in the file says which:\n${describeNumberReadings(ofMapped)}\nAdd the one that is right; nothing was loaded`,
  )
}
