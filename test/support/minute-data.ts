import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** One-minute measurements of a solar and wind station, as its data service gives them. */
export interface MinuteData {
  /** CSV with this header; times are UTC, without seconds and without an offset. */
  readonly csv: string
  /** Microseconds since 1970. */
  readonly time: readonly number[]
  /** The numbers of a column, by the header's name. */
  column(name: string): readonly number[]
}

export const header = [
  'Date (UTC)',
  'Avg Wind Speed @ 3m [m/s]',
  'Peak Wind Speed @ 3m [m/s]',
  'Avg Wind Direction @ 3m [deg from N]',
  'Air Temperature [deg C]',
  'Station Pressure [mBar]',
  'Direct Normal [W/m^2]',
  'Temp CHP1 [deg C]',
] as const

/** What such a service writes where it has no value. */
export const sentinel = -7999

/** Where a real day may lie: beside the clone, or where MINUANO_REAL_DATA says. */
export const realFile =
  process.env['MINUANO_REAL_DATA'] ??
  fileURLToPath(new URL('../../../shared/data/midc-2018-10-18.csv', import.meta.url))

export function readRealData(): MinuteData | undefined {
  return existsSync(realFile) ? parse(readFileSync(realFile, 'utf8')) : undefined
}

/** The same 24 hours, from 07:00 UTC, with made-up values: as many digits, and sentinels. */
export function makeMinuteData(): MinuteData {
  const from = Date.parse('2018-10-18T07:00Z')
  const lines = Array.from({ length: 1440 }, (_, minute) => {
    const wave = (period: number, phase = 0) => Math.sin((minute * 2 * Math.PI) / period + phase)
    const wind = Math.max(0, 3 + 1.7 * wave(700) + 0.9 * wave(7.3, 1) + 0.4 * wave(2.9, 2))
    const isMissing = minute % 37 < 5
    return [
      new Date(from + minute * 60_000).toISOString().slice(0, 16).replace('T', ' '),
      wind,
      (Math.round(wind * 1.6 * 4) / 4).toFixed(2),
      ((minute * 7.13) % 360).toPrecision(4),
      (16 + 8 * wave(1440, 4) + 0.1 * wave(11)).toFixed(2),
      927.9 + wave(720) + 1e-13,
      minute < 400 ? -0.433409 : 900 * Math.max(0, wave(1440, 5)),
      (isMissing ? sentinel : -400 + 30 * wave(13)).toFixed(1),
    ].join(',')
  })
  return parse([header.join(','), ...lines, ''].join('\n'))
}

function parse(csv: string): MinuteData {
  const [first, ...lines] = csv.trimEnd().split(/\r?\n/)
  if (first !== header.join(',')) throw new Error(`another header than expected: ${first}`)
  const rows = lines.map((line) => line.split(','))
  return {
    csv,
    time: rows.map(([time]) => Date.parse(`${time!.replace(' ', 'T')}Z`) * 1000),
    column(name) {
      const index = (header as readonly string[]).indexOf(name)
      return rows.map((row) => Number(row[index]))
    },
  }
}
