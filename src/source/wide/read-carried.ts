import type pg from 'pg'
import type { Instant } from '../../time/instant.ts'
import { keepLatest } from '../table/keep-latest.ts'
import { timesOf } from '../table/look-back.ts'
import type { LatestTimes } from '../table/look-back.ts'
import type { PlacedFrame } from '../table/split-by-place.ts'
import { findTimeReasons } from '../table/time-reasons.ts'
import type { SourceTable, Variable } from '../table/source-table.ts'
import { heldOf } from './find-latest.ts'
import { readFrames } from './read-frames.ts'
import type { ReadOptions } from './read-frames.ts'

/**
 * The rows in which variables whose values come on change have what still holds at an instant, as `findLatest` found
 * it: as `readFrames` gives rows, with what is not such a value missing.
 */
export async function* readCarried(
  client: pg.ClientBase,
  table: SourceTable,
  before: Instant,
  variables: readonly Variable[],
  latest: LatestTimes,
  { withReasons, ...options }: Omit<ReadOptions, 'reasons'> & { readonly withReasons: boolean },
): AsyncGenerator<PlacedFrame, void, void> {
  const times = timesOf(latest)
  if (times.length === 0) return
  const interval = { start: times[0]!, end: before }
  const reasons = withReasons ? await findTimeReasons(table, interval) : undefined
  const read = { ...options, reasons, times }
  const held: readonly Variable[] = heldOf(variables)
  const indexes = variables.map((variable) => held.indexOf(variable))
  for await (const frame of readFrames(client, table, interval, variables, read)) {
    const kept = keepLatest(frame, latest, indexes)
    if (kept.time.length > 0) yield kept
  }
}
