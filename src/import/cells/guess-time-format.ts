import { compileTimeFormat } from '../../time/time-format.ts'
import { parseWrittenTime } from '../../time/parse-time.ts'
import { readEpoch, readSerial } from './numeric-time.ts'
import { timeCandidates } from './time-candidates.ts'
import { shorten } from './time-reader.ts'

/** One way to read a file's times, and what it makes of one of them. */
export interface TimeReading {
  readonly format: string
  readonly cell: string
  /** What the clock showed, as microseconds since 1970-01-01T00:00 of that clock. */
  readonly local: number
}

/** Whether a cell looks like a time, whatever its form. */
export function looksLikeTime(cell: string): boolean {
  const text = cell.trim()
  return isIso(text) || timeCandidates(text).some((format) => readAs(format, text) !== undefined)
}

/**
 * The ways in which these cells can be read: none; one; or several, which then make different times of
 * the cells that are shown.
 */
export function guessTimeFormat(cells: readonly string[]): TimeReading[] {
  const texts = [...new Set(cells.map((cell) => cell.trim()))].filter(looksLikeTime)
  const [first] = texts
  if (first === undefined) return []
  if (isIso(first)) return [{ format: 'iso', cell: first, local: parseWrittenTime(first)!.local }]
  // Where the midnights lack their time of day, the longest cell has one.
  const longest = texts.reduce((long, text) => (text.length > long.length ? text : long))
  const formats = new Set(timeCandidates(longest).map((exact) => fit(exact, texts)))
  const ways = [...formats]
    .map((format) => ({ format, times: texts.map((text) => readAs(format, text)) }))
    .filter(({ times }) => countRead(times) > 0)
  // A way that fails where another does not is none, unless the other fails elsewhere.
  const readByAny = texts.filter((_, at) => ways.some(({ times }) => times[at] !== undefined))
  const whole = ways.filter(({ times }) => countRead(times) === readByAny.length)
  const left = whole.length > 0 ? whole : ways
  const isAlike = (at: number) => new Set(left.map(({ times }) => times[at])).size === 1
  const differs = texts.findIndex((_, at) => !isAlike(at))
  const shown = differs === -1 ? left.slice(0, 1) : left
  return shown.map(({ format, times }) => {
    const at =
      times[Math.max(differs, 0)] === undefined ? times.findIndex(isRead) : Math.max(differs, 0)
    return { format, cell: texts[at]!, local: times[at]! }
  })
}

/** The error's words where a file's times can be read in several ways. */
export function describeReadings(ways: readonly TimeReading[]): string {
  const lines = ways.map(({ format, cell, local }) => {
    const time = new Date(local / 1000).toISOString().replace(/(?::00)?\.000Z$|Z$/, '')
    return `  ${shorten(cell)} is ${time} by --time-format "${format}"`
  })
  return `its times can be read in more than one way, and nothing in the file says which:\n${lines.join('\n')}`
}

/** The format as it stands, unless more is read with the time of day and its ends left optional. */
function fit(exact: string, texts: readonly string[]): string {
  const form = /^(.*?)([T_ ,-]{1,3})(HH|hh)([:.])mm(?:[:.]ss(?:([.,])S)?)?( ?a)?(X)?$/.exec(exact)
  if (form === null) return exact
  const [, day, space, hour, mark, point = '.', half = '', offset = ''] = form
  const loose = `${day}[${space}${hour}${mark}mm[${mark}ss[${point}S]]${half}${offset}]`
  const count = (format: string) => countRead(texts.map((text) => readAs(format, text)))
  return count(exact) === count(loose) ? exact : loose
}

function isRead(time: number | undefined): boolean {
  return time !== undefined
}

function countRead(times: readonly (number | undefined)[]): number {
  return times.filter(isRead).length
}

function isIso(text: string): boolean {
  return parseWrittenTime(text) !== undefined
}

const compiled = new Map<string, ReturnType<typeof compileTimeFormat>>()
const earliest = Date.UTC(1900, 0) * 1000
const latest = Date.UTC(2200, 0) * 1000

/** What the clock showed; undefined where the format does not read the text, or to a year that no logger saw. */
function readAs(format: string, text: string): number | undefined {
  const local = readAny(format, text)
  return local !== undefined && local >= earliest && local < latest ? local : undefined
}

function readAny(format: string, text: string): number | undefined {
  if (/^e[px]/.test(format)) {
    const read = format.startsWith('epoch') ? readEpoch(format, text) : readSerial(format, text)
    return typeof read === 'number' ? read : undefined
  }
  if (!compiled.has(format)) compiled.set(format, compileTimeFormat(format))
  return compiled.get(format)?.(text)?.local
}
