import type pg from 'pg'
import { formatInstant } from '../../time/instant.ts'
import type { Interval } from '../../time/interval.ts'
import type { BadRows } from '../stage/bad-rows.ts'
import type { ImportTarget } from './import-target.ts'

/** The column of line numbers, and those of the values: `c0`, `c1` … */
const lineColumn = 'line'
export const valueColumn = (index: number) => `c${index}`

/** The columns of `imported`, in the order of the rows that are copied into it. */
export function importedColumns({ columns }: ImportTarget): string[] {
  return ['time', ...columns.map((_, index) => valueColumn(index)), lineColumn]
}

/** Makes the temporary table `imported`: a row's time, as exact as the table's, its line and values. */
export async function createImported(client: pg.Client, target: ImportTarget): Promise<void> {
  const values = target.columns.map((_, index) => `, ${valueColumn(index)} float8`).join('')
  await client.query(
    `create temporary table imported (time timestamptz, ${lineColumn} float8${values}) on commit drop`,
  )
}

/**
 * Takes rows out whose time an earlier line has. Those that are equal to it are one row with it, the others are
 * noted as bad: gives how many of each there were.
 */
export async function removeRepeated(
  client: pg.Client,
  { columns }: ImportTarget,
  badRows: BadRows,
): Promise<{ readonly equal: number; readonly differing: number }> {
  const values = columns.map((_, index) => `, ${valueColumn(index)}`).join('')
  const { rowCount } = await client.query(
    `delete from imported using (
       select ctid as place, min(${lineColumn}) over (partition by time${values}) as first from imported
     ) as alike
     where imported.ctid = place and ${lineColumn} <> first`,
  )
  const { rows } = await client.query<{ line: number; first: number; us: number }>(
    `with repeated as (
       delete from imported using (
         select ctid as place, min(${lineColumn}) over (partition by time) as first from imported
       ) as times
       where imported.ctid = place and ${lineColumn} <> first
       returning ${lineColumn} as line, first, time)
     select line, first, (extract(epoch from time) * 1e6)::float8 as us from repeated order by line`,
  )
  for (const { line, first, us } of rows) {
    badRows.add(line, `the same time as line ${first}, ${formatInstant(us)}, and other values`)
  }
  return { equal: rowCount ?? 0, differing: rows.length }
}

/** The times of `imported`, the last one included; null if it is empty. */
export async function importedPeriod(client: pg.Client): Promise<Interval | null> {
  const { rows } = await client.query<{ start: number | null; end: number | null }>(
    `select (extract(epoch from min(time)) * 1e6)::float8 as start,
       (extract(epoch from max(time)) * 1e6)::float8 as end from imported`,
  )
  const { start, end } = rows[0]!
  return start === null || end === null ? null : { start, end }
}
