import type pg from 'pg'
import { applyDifference } from './apply-difference.ts'
import { findDifference } from './find-difference.ts'
import type { Difference } from './find-difference.ts'
import { readStoredRows } from './stored-rows.ts'
import { countRows, joinDays, withinInterval } from './split-window.ts'
import type { LoadResult, MonthLoad } from './window-load.ts'

/**
 * Brings days of an existing partition to the series' values by the fewest writes: deletes what is
 * no longer there, updates what differs, inserts what is missing, of these signals alone. Gives what
 * changed, day by day. An update of a value needs no foreign-key check.
 */
export async function writeDifference(
  client: pg.Client,
  { days, series }: MonthLoad,
): Promise<LoadResult[]> {
  const ids = series.map(({ id }) => id)
  const found: Difference[] = []
  for (const run of joinDays(days)) {
    const wanted = withinInterval(series, run)
    const expected = wanted.reduce((sum, { time }) => sum + time.length, 0)
    const stored = await readStoredRows(client, ids, run, expected)
    const difference = findDifference(wanted, stored)
    await applyDifference(client, difference, run)
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
