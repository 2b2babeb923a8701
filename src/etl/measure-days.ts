import { sliceFrame } from '../frame/frame.ts'
import type { Interval } from '../time/interval.ts'
import type { DayToMeasure } from './plan/closed-day.ts'
import type { RowKey } from './extract/fetch-source-facts.ts'
import type { ConnectorClient } from './extract/connector-client.ts'
import type { EtlSettings } from './shape/etl-settings.ts'
import { needsOrder, noOrder } from './extract/demand-order.ts'
import { extract } from './extract/extract.ts'
import type { OnRows } from './extract/extract.ts'
import { measureDay } from './aggregate/measure-day.ts'
import type { MeasuredDay } from './aggregate/measure-day.ts'
import { remarksOnAngles } from './aggregate/remarks-on-angles.ts'
import type { remarksOnTimes } from './aggregate/remarks-on-times.ts'
import type { Scope } from './shape/work.ts'
import { labelShift } from './shape/sample-label.ts'

/** Cells that one request shall bring at the most: some megabytes, a month of minutes of five variables. */
const cellsPerRequest = 300_000

/**
 * Extracts and aggregates days, those that follow each other in one request as far as they are not too
 * many rows; `undefined` for a day of which the Source has no row. Throws what `extract` and `measureDay` do.
 */
export async function measureDays(
  connector: ConnectorClient,
  settings: EtlSettings,
  scope: Scope,
  days: readonly DayToMeasure[],
  onRows?: OnRows,
): Promise<(MeasuredDay | undefined)[]> {
  const shift = labelShift(settings.sampleLabel)
  const measured: (MeasuredDay | undefined)[] = []
  const askForRowKeys = () => fetchRowKeys(connector)
  for (const group of groupDays(days, settings, scope)) {
    const interval = { start: group[0]!.interval.start, end: group.at(-1)!.interval.end }
    const found = await extract(connector, interval, settings, scope, onRows)
    const { frame, units, clock, isOrdered, remarks } = found
    // The Connector may be another one than was asked before.
    if (!isOrdered && needsOrder(settings.duplicates)) throw noOrder(settings.duplicates)
    let row = 0
    for (const day of group) {
      const from = row
      while (row < frame.time.length && frame.time[row]! < day.interval.end + shift) row++
      const rows = sliceFrame(frame, from, row)
      if (from === row) {
        measured.push(undefined)
        continue
      }
      const { doubtful, ...made } = await measureDay(
        { frame: rows, units, clock, isOrdered },
        day,
        settings,
        scope,
        askForRowKeys,
      )
      const onTimes = doubtful.length === 0 ? [] : await describeTimes(doubtful, clock, shift)
      const onAngles = remarksOnAngles(rows, made.kinds, settings.ranges)
      measured.push({ ...made, remarks: [...remarks, ...onTimes, ...onAngles] })
    }
  }
  return measured
}

/** Each Connector is asked once, not for each day that it refuses. */
const rowKeysOf = new WeakMap<ConnectorClient, Promise<readonly RowKey[]>>()

function fetchRowKeys(connector: ConnectorClient): Promise<readonly RowKey[]> {
  const known = rowKeysOf.get(connector)
  if (known !== undefined) return known
  // Loaded where rows are refused.
  const asking = import('./extract/fetch-source-facts.ts')
    .then(({ fetchSourceFacts }) => fetchSourceFacts(connector))
    .then(
      ({ rowKeys }) => rowKeys,
      () => [],
    )
  rowKeysOf.set(connector, asking)
  return asking
}

/** Loaded where it is needed: most clocks are never changed. */
async function describeTimes(...times: Parameters<typeof remarksOnTimes>): Promise<string[]> {
  const { remarksOnTimes } = await import('./aggregate/remarks-on-times.ts')
  return remarksOnTimes(...times)
}

/** Days for one request each: they follow each other, and are expected to bring a bearable number of cells. */
function groupDays(
  days: readonly DayToMeasure[],
  settings: EtlSettings,
  scope: Scope,
): DayToMeasure[][] {
  const groups: DayToMeasure[][] = []
  let cells = 0
  let end = NaN
  for (const day of days) {
    const more = expectedCells(day.interval, settings, scope)
    if (day.interval.start === end && cells + more <= cellsPerRequest) {
      groups.at(-1)!.push(day)
      cells += more
    } else {
      groups.push([day])
      cells = more
    }
    end = day.interval.end
  }
  return groups
}

function expectedCells(
  { start, end }: Interval,
  { sampleSeconds }: EtlSettings,
  { variables }: Scope,
) {
  return ((end - start) / (sampleSeconds * 1e6)) * (1 + variables.length)
}
