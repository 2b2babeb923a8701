import { listReasons } from '../../frame/list-reasons.ts'
import type { DayState } from '../api.ts'
import type { DayRow } from './day-row.ts'

/** `, 97.2 % of its samples`; rounded down, so that 100.0 % is said of a whole day alone. */
export function coveredWords(rows: readonly DayRow[]): string {
  const known = rows.flatMap(({ coverage, status }) =>
    coverage === null || status === 'no-source-data' ? [] : [coverage],
  )
  if (known.length === 0) return ''
  const least = Math.floor(Math.min(...known) * 1000) / 10
  return `, ${least.toFixed(1)} % of its samples`
}

/** Plain sentences, a variable and its reason each; what all variables share is said once. */
export function dayReasons(
  rows: readonly DayRow[],
  state: DayState,
  sampleSeconds: number,
): string[] {
  const said = new Map<string, string[]>()
  for (const row of rows) {
    for (const reason of reasonsOf(row, sampleSeconds)) {
      said.set(reason, [...(said.get(reason) ?? []), row.variable])
    }
  }
  const sentences = [...said].map(([reason, variables]) =>
    variables.length === rows.length && rows.length > 1
      ? `${capital(reason)}.`
      : `${variables.join(', ')}: ${reason}.`,
  )
  if (sentences.length > 0) return sentences
  if (state === 'whole') return ['Every sample that a whole day has is there and valid.']
  if (state === 'open') return ['The day is still under way: what there is of it is loaded.']
  return ['It was never loaded, and sync has not looked at the Source for it.']
}

function reasonsOf(row: DayRow, sampleSeconds: number): string[] {
  const { status, found, errorCode, sourceRows, written, present } = row
  const isLoaded = status === 'loaded' || status === 'open'
  const count = (value: number | null) => value ?? 0
  const gone = isLoaded && present !== null ? count(written) - present : 0
  return [
    ...(status === 'failed' ? [`the load failed (${errorCode ?? 'unknown'})`] : []),
    ...(isLoaded && errorCode !== null
      ? [`the last try failed (${errorCode}); what is shown is of the one before`]
      : []),
    ...(found === 'missing' ? [`never loaded, and the Source has ${samples(sourceRows)}`] : []),
    ...(found === 'changed' ? ['the Source has other rows now than those that were loaded'] : []),
    ...(found === 'lost' ? ['loaded, and the Source has none of it any more'] : []),
    ...(gone > 0 ? [`${gone} of ${written} loaded values are not in the Target any more`] : []),
    ...(status === null && found === null ? ['never loaded'] : []),
    ...(status === 'no-source-data' || (status === null && found === 'no-source-data')
      ? ['the Source has no rows of this day']
      : []),
    ...(status === 'open' ? ['the day is still under way'] : []),
    ...(count(row.missing) > 0 ? [missingWords(row, sampleSeconds)] : []),
    ...(row.reasons === null ? [] : [`no value, as the Source says: ${listReasons(row.reasons)}`]),
    ...(row.keptReasons === null
      ? []
      : [`kept, though the Source says: ${listReasons(row.keptReasons)}`]),
    ...(count(row.outOfRange) > 0
      ? [`${row.outOfRange} samples are outside the valid range, and left out`]
      : []),
    ...(count(row.excluded) > 0
      ? [`${row.excluded} ${row.sampleSeconds === 1 ? 'seconds' : 'samples'} are excluded by hand`]
      : []),
    ...(count(row.ambiguous) > 0
      ? [
          `${row.ambiguous} samples are left out: the Source's clock shows their time twice or never`,
        ]
      : []),
    ...(count(row.frozen) > 0
      ? [`${row.frozen} samples are frozen: their value stayed the same for too long`]
      : []),
    ...(count(row.conflicts) > 0
      ? [`${row.conflicts} values differ at one time, and their bins are left out or in doubt`]
      : []),
    ...(count(row.excess) > 0 ? [`${row.excess} samples are more than the bins can hold`] : []),
    ...(row.isOverfull
      ? ['the values are of an older version, and may be of rows that are there more than once']
      : []),
    ...(count(row.duplicates) > 0
      ? [`${row.duplicates} rows say what another of their time says, and count once`]
      : []),
    ...(row.isCut ? ['a day of another time zone took a part of it'] : []),
  ]
}

/** Samples of each second, and what holds from change to change, are counted in seconds. */
function missingWords({ missing, expected, sampleSeconds }: DayRow, set: number): string {
  const apart = sampleSeconds ?? set
  return apart === 1
    ? `${missing} of ${expected} seconds have no value`
    : `${missing} of ${expected} samples are missing (one in ${apart} s is expected)`
}

function samples(rows: number | null): string {
  return rows === null ? 'rows of it' : rows === 1 ? 'one row of it' : `${rows} rows of it`
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}
