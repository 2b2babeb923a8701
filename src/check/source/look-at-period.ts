import { mostOutsideRows } from '../../source/table/source-period.ts'
import type { SourcePeriod } from '../../source/source.ts'
import { formatInstant } from '../../time/instant.ts'
import { findingsOf } from '../finding.ts'
import type { Finding } from '../finding.ts'
import { describeSeconds } from '../look-at-clocks.ts'

const make = findingsOf('Source')

/** Newer than now by more than clocks and a sample's length make. */
const mostAheadSeconds = 15 * 60

/**
 * What there is, and how old the newest row is by the Source's own clock (`now`, microseconds). Rows of the
 * future are what a wrong zone makes.
 */
export function lookAtPeriod(
  { first, last, outsideRows }: SourcePeriod,
  now: number,
  timeZone: string | undefined,
): Finding[] {
  if (first === null || last === null) return [make.note('no rows yet'), ...outside(outsideRows)]
  const period = `${formatInstant(first)} to ${formatInstant(last)}`
  const age = (now - last) / 1e6
  if (age >= -mostAheadSeconds) {
    const old = age < 1 ? 'now' : `${describeSeconds(age)} ago`
    return [
      make.ok(`rows from ${period}: the newest is of ${old}, by the Source's clock`),
      ...outside(outsideRows),
    ]
  }
  const text = `rows from ${period}: the newest is ${describeSeconds(-age)} ahead of the Source's clock`
  return [
    timeZone === undefined
      ? make.note(`${text}: forecasts, or the clock that wrote them is wrong`)
      : make.fault(
          `${text}: its times are not of the zone ${timeZone}, or the clock that wrote them is wrong. SOURCE_TIME_ZONE must be the zone that clock shows`,
        ),
    ...outside(outsideRows),
  ]
}

function outside(rows: number): Finding[] {
  if (rows === 0) return []
  const more = rows >= mostOutsideRows ? ' or more' : ''
  return [make.note(`${rows}${more} rows are before 1900 or from 2200 on: left out as wrong times`)]
}
