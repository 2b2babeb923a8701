import { MinuanoError } from '../../errors/minuano-error.ts'
import type { Instant } from '../../time/instant.ts'
import { parseWrittenTime } from '../../time/parse-time.ts'
import type { WrittenTime } from '../../time/parse-time.ts'
import { compileTimeFormat } from '../../time/time-format.ts'
import { fromLocal, toLocal } from '../../time/zone.ts'
import { createClock, fixedZone } from './clock.ts'
import type { Clock, Doubled } from './clock.ts'
import { epochFormats, readEpoch, readSerial, serialFormats } from './numeric-time.ts'

/** Reads a cell; a text is the reason why it is no time. */
export type TimeReader = (text: string) => Instant | Doubled | string

/**
 * A reader of the file's times. `format` is `iso`, one of `epochFormats` or `serialFormats`, or a pattern
 * of `compileTimeFormat`; `zone` is what a time without offset means. Throws `usage` for a format that is
 * not known.
 */
export function createTimeReader(format: string, zone: string): TimeReader {
  const read = createFormatReader(format, zone)
  return (cell) => {
    const time = read(cell)
    if (typeof time !== 'number' || (time >= earliest && time < latest)) return time
    return `${shorten(cell.trim())} is of a year that no logger saw: 1900 to 2199 are taken`
  }
}

/** What a Source's period takes in: a row of another year is a mistake, and would be seen by nobody. */
const earliest = Date.UTC(1900, 0) * 1000
const latest = Date.UTC(2200, 0) * 1000

function createFormatReader(format: string, zone: string): TimeReader {
  const name = format.toLowerCase()
  const clock = createClock(zone)
  if (name === 'iso' || name === 'rfc3339') {
    return readWritten(parseWrittenTime, 'ISO time', clock, zone)
  }
  if (epochFormats.includes(name)) {
    return (cell) => {
      const instant = readEpoch(name, cell.trim())
      return typeof instant === 'number' ? instant : `${shorten(cell)} is ${instant} in ${name}`
    }
  }
  if (serialFormats.includes(name)) {
    return (cell) => {
      const text = cell.trim()
      const local = readSerial(name, text)
      if (typeof local === 'string') return `${shorten(text)} is ${local}`
      return clock(local) ?? neverShown(text, local, zone)
    }
  }
  const parse = compileTimeFormat(format)
  if (parse === undefined) {
    throw new MinuanoError(
      'usage',
      `--time-format: ${shorten(format)} is not understood: write iso, ${[...epochFormats, ...serialFormats].join(', ')}, or a pattern such as "dd/MM/yyyy HH:mm[:ss]", "MM/dd/yyyy hh:mm a", "dd-MMM-yy" or "%d.%m.%Y %H:%M"`,
    )
  }
  return readWritten(parse, `time in the format ${format}`, clock, zone)
}

function readWritten(
  parse: (text: string) => WrittenTime | undefined,
  what: string,
  clock: Clock,
  zone: string,
): TimeReader {
  return (cell) => {
    const text = cell.trim()
    const time = parse(text)
    if (time === undefined) return `${shorten(text)} is no ${what}`
    if (time.offset !== undefined) return time.local - time.offset
    return clock(time.local) ?? neverShown(text, time.local, zone)
  }
}

/** The clock jumped over it: one that stayed as it was before the jump would have shown it. */
function neverShown(text: string, local: number, zone: string): string {
  const before = fromLocal(local, zone) - 3600e6
  return `the clocks of ${zone} never showed ${text}: ${adviceOf(toLocal(before, zone) - before)}`
}

/** What to do where a clock's time has no one meaning; `ahead` is how far it is of UTC in winter. */
export function adviceOf(ahead: number): string {
  const fixed = fixedZone(ahead) ?? 'Etc/GMT+3 (3 h behind UTC)'
  return `if the logger does not follow summer time, give its fixed offset, such as --time-zone ${fixed}`
}

export function shorten(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text)
}
