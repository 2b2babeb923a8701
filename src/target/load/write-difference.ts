import type pg from 'pg'
import type { Series } from '../../frame/postgres/postgres-copy.ts'
import type { Interval } from '../../time/interval.ts'
import { applyDifference } from './apply-difference.ts'
import { byIndex } from './by-index.ts'
import { findDifference } from './find-difference.ts'
import type { Difference } from './find-difference.ts'
import { countRows, joinDays, withinInterval } from './split-window.ts'
import { readStoredRows } from './stored-rows.ts'
import type { LoadResult, PieceLoad } from './window-load.ts'

/**
 * Brings stored rows of days to the series' values by the fewest writes: deletes what is no longer there
 * and updates what differs, of these signals alone. What is missing it gives to `insert`. Gives what
 * changes, day by day. `isOneOfMany`: the partition has many times as many rows. An update of a value needs no foreign-key check.
 */
export async function writeDifference(
  client: pg.Client,
  { days, series }: PieceLoad,
  insert: (series: readonly Series[]) => void,
  isOneOfMany = false,
): Promise<LoadResult[]> {
  const ids = series.map(({ id }) => id)
  const found: Difference[] = []
  for (const run of joinDays(days)) {
    const difference = await differenceOf(client, ids, series, run)
    const apply = () => applyDifference(client, difference, run)
    const changes = difference.updated.length + difference.deleted.length
    await (isOneOfMany && changes > 0 ? byIndex(client, apply) : apply())
    insert(difference.inserted)
    found.push(difference)
  }
  const count = (kind: keyof Difference) =>
    found
      .map((difference) => countRows({ days, series: difference[kind] }))
      .reduce((sums, counts) => sums.map((sum, day) => sum + counts[day]!))
  const [inserted, updated, deleted] = [count('inserted'), count('updated'), count('deleted')]
  return days.map((_, day) => ({
    inserted: inserted[day]!,
    updated: updated[day]!,
    deleted: deleted[day]!,
  }))
}

async function differenceOf(
  client: pg.Client,
  ids: readonly number[],
  series: readonly Series[],
  run: Interval,
): Promise<Difference> {
  const wanted = withinInterval(series, run)
  const expected = wanted.reduce((sum, { time }) => sum + time.length, 0)
  return findDifference(wanted, await readStoredRows(client, ids, run, expected))
}
