import type pg from 'pg'
import { encodeCopySeries } from '../frame/postgres-copy.ts'
import { copyIn } from '../postgres/copy-in.ts'
import { formatInstant } from '../time/instant.ts'
import { joinDays } from './split-window.ts'
import type { LoadResult, MonthLoad } from './window-load.ts'

/**
 * Brings days of an existing partition to the series' values by the fewest writes: deletes what is
 * no longer there, updates what differs, inserts what is missing, of these signals alone. The same
 * day again took 10.5 ms and 10 KB of WAL; by delete and COPY 20 ms and 193 KB. An update of a value
 * needs no foreign-key check. Gives what changed, day by day.
 */
export async function writeDifference(
  client: pg.Client,
  { days, series }: MonthLoad,
): Promise<LoadResult[]> {
  await client.query(
    'create temporary table incoming (signal_id integer not null, "timestamp" timestamptz not null, value double precision not null) on commit drop',
  )
  const rows = await copyIn(
    client,
    'copy incoming from stdin (format binary)',
    encodeCopySeries(series),
  )
  if (rows > fewRows) await client.query('analyze incoming')
  const starts = days.map(({ start }) => formatInstant(start, 6))
  const ids = series.map(({ id }) => id)
  const changes = days.map(() => ({ inserted: 0, updated: 0, deleted: 0 }))
  for (const run of joinDays(days)) {
    const values = [starts, ids, formatInstant(run.start, 6), formatInstant(run.end, 6)]
    const { rows } = await client.query<{ kind: keyof LoadResult; day: number; rows: number }>(
      statement,
      values,
    )
    for (const { kind, day, rows: changed } of rows) changes[day - 1]![kind] += changed
  }
  await client.query('drop table incoming')
  return changes
}

/** A few days: whatever plan PostgreSQL chooses for them without statistics takes less than making these. */
const fewRows = 5000

/**
 * One statement for all three, which see the same snapshot: no row is in more than one of them. The
 * bounds are repeated in each so that the planner leaves other months out.
 */
const statement = `
  with deleted as (
    delete from data
    where signal_id = any($2::int[]) and "timestamp" >= $3 and "timestamp" < $4
      and not exists (
        select from incoming
        where incoming.signal_id = data.signal_id and incoming."timestamp" = data."timestamp")
    returning "timestamp"
  ), updated as (
    update data set value = incoming.value from incoming
    where incoming.signal_id = data.signal_id and incoming."timestamp" = data."timestamp"
      and data."timestamp" >= $3 and data."timestamp" < $4
      and data.value is distinct from incoming.value
    returning data."timestamp"
  ), inserted as (
    insert into data (signal_id, "timestamp", value)
    select signal_id, "timestamp", value from incoming
    where "timestamp" >= $3 and "timestamp" < $4 and not exists (
      select from data
      where data.signal_id = incoming.signal_id and data."timestamp" = incoming."timestamp"
        and data."timestamp" >= $3 and data."timestamp" < $4)
    returning "timestamp"
  ), changed as (
    select 'deleted' as kind, "timestamp" from deleted
    union all select 'updated', "timestamp" from updated
    union all select 'inserted', "timestamp" from inserted
  )
  select kind, width_bucket("timestamp", $1::timestamptz[]) as day, count(*)::int as rows
  from changed group by 1, 2`
