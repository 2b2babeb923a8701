import type pg from 'pg'
import { createSeriesHasher } from '../../frame/postgres/fingerprint.ts'
import type { Series } from '../../frame/postgres/postgres-copy.ts'
import type { Interval } from '../../time/interval.ts'
import { applyDifference } from './apply-difference.ts'
import { byIndex } from './by-index.ts'
import { findDifference } from './find-difference.ts'
import type { Difference } from './find-difference.ts'
import { countRows, joinDays, withinInterval } from './split-window.ts'
import { noRowsHash } from './stored-hashes.ts'
import type { StoredHashes } from './stored-hashes.ts'
import { noRows, readStoredRows } from './stored-rows.ts'
import type { LoadResult, PieceLoad } from './window-load.ts'

export interface DifferenceOptions {
  /** Takes what is missing. */
  readonly insert: (series: readonly Series[]) => void
  /** What is stored of a run of days, where that was asked for. */
  readonly storedHashes: (run: Interval) => Promise<StoredHashes> | undefined
  /** The partition has many times as many rows. */
  readonly isOneOfMany: boolean
}

/**
 * Brings stored rows of days to the series' values by the fewest writes: deletes what is no longer there
 * and updates what differs, of these signals alone. What is missing it gives to `insert`. Gives what
 * changes, day by day. An update of a value needs no foreign-key check.
 */
export async function writeDifference(
  client: pg.Client,
  { days, series }: PieceLoad,
  { insert, storedHashes, isOneOfMany }: DifferenceOptions,
): Promise<LoadResult[]> {
  const found: Difference[] = []
  for (const run of joinDays(days)) {
    const wanted = withinInterval(series, run)
    const hashes = await storedHashes(run)
    const difference = await differenceOf(client, wanted, run, hashes)
    if (difference === undefined) continue
    const apply = () => applyDifference(client, difference, run)
    const changes = difference.updated.length + difference.deleted.length
    await (isOneOfMany && changes > 0 ? byIndex(client, apply) : apply())
    insert(difference.inserted)
    found.push(difference)
  }
  const count = (kind: keyof Difference) =>
    found
      .map((difference) => countRows({ days, series: difference[kind] }))
      .reduce(
        (sums, counts) => sums.map((sum, day) => sum + counts[day]!),
        days.map(() => 0),
      )
  const [inserted, updated, deleted] = [count('inserted'), count('updated'), count('deleted')]
  return days.map((_, day) => ({
    inserted: inserted[day]!,
    updated: updated[day]!,
    deleted: deleted[day]!,
  }))
}

/** Undefined where there is none. Rows are read of those signals alone whose hashes differ. */
async function differenceOf(
  client: pg.Client,
  wanted: readonly Series[],
  run: Interval,
  hashes: StoredHashes | undefined,
): Promise<Difference | undefined> {
  const hash = createSeriesHasher()
  const differing =
    hashes === undefined
      ? wanted
      : wanted.filter(({ id, time, values }) => hash(time, values) !== hashes.get(id))
  if (differing.length === 0) return undefined
  const ids = differing.map(({ id }) => id).filter((id) => hashes?.get(id) !== noRowsHash)
  const expected = differing.reduce((sum, { time }) => sum + time.length, 0)
  const stored = ids.length === 0 ? noRows : await readStoredRows(client, ids, run, expected)
  return findDifference(differing, stored)
}
