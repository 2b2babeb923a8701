import { asMinuanoError } from '../errors/describe-error.ts'
import type { MinuanoError } from '../errors/minuano-error.ts'
import { sliceFrame } from '../frame/frame.ts'
import type { Frame } from '../frame/frame.ts'
import type { Holds } from '../signal/hold.ts'
import { measureDay } from './aggregate/measure-day.ts'
import type { MeasuredDay } from './aggregate/measure-day.ts'
import { remarksOnAngles } from './aggregate/remarks-on-angles.ts'
import type { remarksOnTimes } from './aggregate/remarks-on-times.ts'
import type { ConnectorClient } from './extract/connector-client.ts'
import { needsOrder, noOrder } from './extract/demand-order.ts'
import type { Extract } from './extract/extract.ts'
import type { RowKey } from './extract/fetch-source-facts.ts'
import type { DayToMeasure } from './plan/closed-day.ts'
import type { EtlSettings } from './shape/etl-settings.ts'
import { refuseEndLabel } from './shape/refuse-end-label.ts'
import { labelShift } from './shape/sample-label.ts'
import { settingsOn } from './shape/settings-on.ts'
import type { Scope } from './shape/work.ts'

/**
 * Aggregates rows day by day; the days are in order, and the rows theirs. `undefined` for a day without rows
 * that begins with nothing either, unless `measuresEmpty`, and its error
 * for one that `measureDay` refuses. Throws where the rows have no order that the settings need.
 */
export async function measureRows(
  connector: ConnectorClient,
  { frame, remarks, ...facts }: Extract,
  days: readonly DayToMeasure[],
  settings: EtlSettings,
  scope: Scope,
  measuresEmpty = false,
): Promise<(MeasuredDay | MinuanoError | undefined)[]> {
  const { holds, clock, isOrdered } = facts
  // The Connector may be another one than was asked before.
  if (!isOrdered && needsOrder(settings.duplicates)) throw noOrder(settings.duplicates)
  refuseEndLabel(holds, settings)
  const shift = labelShift(settings.sampleLabel)
  const askForRowKeys = () => fetchRowKeys(connector)
  const measured: (MeasuredDay | MinuanoError | undefined)[] = []
  let row = 0
  // What held when the first day began.
  while (row < frame.time.length && frame.time[row]! < days[0]!.interval.start + shift) row++
  for (const day of days) {
    const from = row
    while (row < frame.time.length && frame.time[row]! < day.interval.end + shift) row++
    const rows = sliceFrame(frame, from, row)
    if (from === row && !measuresEmpty && !(await isBegun(frame, from, day, holds))) {
      measured.push(undefined)
      continue
    }
    const ofDay = settingsOn(settings, day.day)
    try {
      const {
        doubtful,
        notes = [],
        ...made
      } = await measureDay({ frame, from, to: row, ...facts }, day, ofDay, scope, askForRowKeys)
      const onTimes = doubtful.length === 0 ? [] : await describeTimes(doubtful, clock, shift)
      const onAngles = remarksOnAngles(rows, made.kinds, ofDay.ranges)
      measured.push({ ...made, remarks: [...remarks, ...onTimes, ...onAngles, ...notes] })
    } catch (error) {
      measured.push(asMinuanoError(error))
    }
  }
  return measured
}

/** Whether something from before a day holds when it begins. */
async function isBegun(frame: Frame, from: number, day: DayToMeasure, holds: Holds) {
  if (holds.size === 0 || from === 0) return false
  const { ownRows } = await import('./aggregate/held/own-rows.ts')
  const rows = { frame, from, to: from, start: day.interval.start }
  return [...holds].some(([name, hold]) => ownRows(rows, name, hold).carried.time.length > 0)
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
