import { MinuanoError } from '../../errors/minuano-error.ts'
import type { Instant, SecondDigits } from '../../time/instant.ts'
import { parseTime } from '../../time/parse-time.ts'
import { compileTimeFormat } from '../../time/time-format.ts'
import { isUtc } from '../../time/zone.ts'
import { createClock } from './clock.ts'

/** Reads a cell, given the row before it; a text is the reason why it is no time. */
export type TimeReader = (text: string, previous: Instant) => Instant | string

export interface TimeFormat {
  /** `iso`, `epoch-seconds`, `epoch-milliseconds`, or a pattern of `compileTimeFormat`. */
  readonly format: string
  /** What a time without offset means. */
  readonly timeZone: string
  /** Decimals of a second that the Source's time column keeps. */
  readonly digits: SecondDigits
}

/** A reader of the file's times. Throws `usage` for a format that is not known. */
export function createTimeReader({ format, timeZone, digits }: TimeFormat): TimeReader {
  const read = chooseReader(format, timeZone)
  const unit = 10 ** (6 - digits)
  return (cell, previous) => {
    const text = cell.trim()
    const instant = read(text, previous)
    if (typeof instant === 'string') return instant
    if (instant % unit === 0) return instant
    return `the Source's time column keeps ${digits === 0 ? 'whole seconds' : 'milliseconds'}, and ${quote(text)} is finer`
  }
}

function chooseReader(format: string, zone: string): TimeReader {
  if (/^(iso|rfc3339)$/i.test(format)) return createIsoReader(zone)
  const scale = { 'epoch-seconds': 1e6, 'epoch-milliseconds': 1000 }[format.toLowerCase()]
  if (scale !== undefined) {
    return (text) => {
      const instant = Math.round(Number(text) * scale)
      return /^-?\d+(\.\d+)?$/.test(text) && Math.abs(instant) < 9e15
        ? instant
        : `${quote(text)} is no time in ${format}`
    }
  }
  const parse = compileTimeFormat(format)
  if (parse === undefined) {
    throw new MinuanoError(
      'usage',
      `--time-format: ${quote(format)} is not understood: write iso, epoch-seconds, epoch-milliseconds, or a pattern such as "dd/MM/yyyy HH:mm[:ss]", "MM/dd/yyyy hh:mm a" or "%d.%m.%Y %H:%M"`,
    )
  }
  const clock = createClock(zone)
  return (text, previous) => {
    const local = parse(text)
    if (local === undefined) return `${quote(text)} is no time in the format ${format}`
    return clock(local, previous) ?? neverShown(text, zone)
  }
}

function createIsoReader(zone: string): TimeReader {
  const clock = createClock(zone)
  const hasOffset = isUtc(zone)
    ? () => true
    : (text: string) => /(?:[Zz]|[ +-]\d{2}:?\d{2})$/.test(text.slice(16))
  return (text, previous) => {
    const time = parseTime(text, 'UTC')
    if (time === undefined) return `${quote(text)} is no ISO time${suggest(text)}`
    return hasOffset(text) ? time : (clock(time, previous) ?? neverShown(text, zone))
  }
}

function neverShown(text: string, zone: string): string {
  return `the clocks of ${zone} never showed ${text}: if the logger does not follow summer time, give its fixed offset, such as --time-zone Etc/GMT+3 (3 h behind UTC)`
}

/** The option that would read a time which is not ISO, if it looks like one. */
export function suggestTimeFormat(text: string): string | undefined {
  if (/^\d{9,10}(\.\d+)?$/.test(text)) return '--time-format epoch-seconds'
  if (/^\d{12,13}$/.test(text)) return '--time-format epoch-milliseconds'
  const match =
    /^(\d{1,4})([/.-])(\d{1,2})\2(\d{1,4})(?:([ T])\d{1,2}:\d{2}(:\d{2})?(\.\d+)?( [AaPp]\.?[Mm]\.?)?)?$/.exec(
      text,
    )
  // A day that the calendar does not have is not put right by another format.
  if (match === null || /^\d{4}-\d\d-\d\d([ T]\d\d:|$)/.test(text)) return undefined
  const [, first, mark, second, , space, seconds = '', fraction = '', half = ''] = match
  const time =
    space === undefined
      ? ''
      : `${space}${half === '' ? 'HH' : 'hh'}:mm${seconds && ':ss'}${fraction && '.S'}${half && ' a'}`
  const dates =
    first!.length === 4
      ? ['yyyy#MM#dd']
      : ['dd#MM#yyyy', 'MM#dd#yyyy'].filter((order) =>
          order.startsWith('dd') ? Number(second) <= 12 : Number(first) <= 12,
        )
  if (dates.length === 0) return undefined
  return dates.map((date) => `--time-format "${date.replaceAll('#', mark!)}${time}"`).join(' or ')
}

function suggest(text: string): string {
  const option = suggestTimeFormat(text)
  return option === undefined ? '' : `: add ${option}`
}

function quote(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text)
}
