import type pg from 'pg'
import { copyHeader, copyTrailer, encodeCopySeries } from '../frame/postgres-copy.ts'
import { copyIn } from '../postgres/copy-in.ts'
import { formatInstant } from '../time/instant.ts'
import type { LoadResult, WindowLoad } from './window-load.ts'

/**
 * Brings a window of existing partitions to the series' values by the fewest writes: deletes what is
 * no longer there, updates what differs, inserts what is missing, of these signals alone. The same
 * day again took 10.5 ms and 10 KB of WAL; by delete and COPY 20 ms and 193 KB. An update of a value
 * needs no foreign-key check.
 */
export async function writeDifference(
  client: pg.Client,
  { interval, series }: Pick<WindowLoad, 'interval' | 'series'>,
): Promise<LoadResult> {
  await client.query(
    'create temporary table incoming (signal_id integer not null, "timestamp" timestamptz not null, value double precision not null) on commit drop',
  )
  await copyIn(client, 'copy incoming from stdin (format binary)', [
    copyHeader(),
    encodeCopySeries(series).bytes,
    copyTrailer(),
  ])
  await client.query('analyze incoming')
  const window = [
    formatInstant(interval.start, 6),
    formatInstant(interval.end, 6),
    series.map(({ id }) => id),
  ]
  const deleted = await count(client, deleteStatement, window)
  const updated = await count(client, updateStatement, window.slice(0, 2))
  const inserted = await count(client, insertStatement, window.slice(0, 2))
  await client.query('drop table incoming')
  return { inserted, updated, deleted }
}

/** The bounds are repeated in each statement so that the planner leaves other months out. */
const deleteStatement = `
  delete from data
  where signal_id = any($3::int[]) and "timestamp" >= $1 and "timestamp" < $2
    and not exists (
      select from incoming
      where incoming.signal_id = data.signal_id and incoming."timestamp" = data."timestamp")`

const updateStatement = `
  update data set value = incoming.value from incoming
  where incoming.signal_id = data.signal_id and incoming."timestamp" = data."timestamp"
    and data."timestamp" >= $1 and data."timestamp" < $2
    and data.value is distinct from incoming.value`

const insertStatement = `
  insert into data (signal_id, "timestamp", value)
  select signal_id, "timestamp", value from incoming
  where not exists (
    select from data
    where data.signal_id = incoming.signal_id and data."timestamp" = incoming."timestamp"
      and data."timestamp" >= $1 and data."timestamp" < $2)`

async function count(client: pg.Client, statement: string, values: unknown[]): Promise<number> {
  const { rowCount } = await client.query(statement, values)
  return rowCount ?? 0
}
