import { dayInterval } from '../../time/day.ts'
import { formatInstant } from '../../time/instant.ts'
import type { TargetReader } from './target-reader.ts'

/** By signal, the mean of a day. */
export async function readDayMeans(
  target: TargetReader,
  ids: readonly number[],
  day: string,
  timeZone: string,
): Promise<ReadonlyMap<number, number>> {
  const { start, end } = dayInterval(day, timeZone)
  const rows = await target.rows<{ id: number; mean: number }>(
    'reading the day’s means',
    `select signal_id as id, avg(value) as mean from data
     where signal_id = any('{${ids.join()}}') and "timestamp" >= '${formatInstant(start, 6)}'
       and "timestamp" < '${formatInstant(end, 6)}'
     group by signal_id`,
  )
  return new Map(rows.map(({ id, mean }) => [id, mean]))
}
