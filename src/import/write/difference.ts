import type pg from 'pg'
import { quoteLiteral } from '../../postgres/quote.ts'
import { formatInstant } from '../../time/instant.ts'
import type { Interval } from '../../time/interval.ts'
import type { BadRows } from '../stage/bad-rows.ts'
import type { ImportTarget } from './import-target.ts'

/** Rows of the table that a file contradicts, and the first of them in microseconds since 1970. */
export interface Contradiction {
  readonly count: number
  readonly first: number
}

/** The column of line numbers, and those of the values: `c0`, `c1` … */
const lineColumn = 'line'
const valueColumn = (index: number) => `c${index}`

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

/** Takes rows out whose time an earlier line has, and notes them as bad. */
export async function removeRepeated(client: pg.Client, badRows: BadRows): Promise<void> {
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
    badRows.add(line, `the same time as line ${first}, ${formatInstant(us)}`)
  }
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

/** Whether the table has rows between the file's first and last. */
export async function holdsRows(
  client: pg.Client,
  target: ImportTarget,
  period: Interval,
): Promise<boolean> {
  const { rowCount } = await client.query(
    `select from ${target.relation} as held where ${within(target, period)} limit 1`,
  )
  return rowCount === 1
}

/** Takes those rows out that the table has already; gives how many. What is left is little to compare. */
export async function removeEqual(
  client: pg.Client,
  target: ImportTarget,
  period: Interval,
): Promise<number> {
  const { rowCount } = await client.query(
    `delete from imported using ${target.relation} as held
     where ${sameTime(target, period)} and not (${differs(target)})`,
  )
  await client.query('analyze imported')
  return rowCount ?? 0
}

/**
 * Rows of the table where the file has another value, or none where the table has one. A value where
 * the table has none contradicts nothing: that is how a variable comes to rows that are there.
 */
export async function findContradictions(
  client: pg.Client,
  target: ImportTarget,
  period: Interval,
): Promise<Contradiction> {
  const { rows } = await client.query<Contradiction>(
    `select count(*)::int as count, (extract(epoch from min(imported.time)) * 1e6)::float8 as first
     from imported join ${target.relation} as held on ${sameTime(target, period)}
     where ${differs(target, (held) => `${held} is not null and `)}`,
  )
  return rows[0]!
}

/** Writes values that differ, in the file's columns alone; gives the rows. */
export async function updateRows(
  client: pg.Client,
  target: ImportTarget,
  period: Interval,
): Promise<number> {
  const { rowCount } = await client.query(
    `update ${target.relation} as held
     set ${target.columns.map(({ column }, index) => `${column} = ${valueOf(target, index)}`).join(', ')}
     from imported where ${sameTime(target, period)} and (${differs(target)})`,
  )
  return rowCount ?? 0
}

/** Writes rows that the table has not; gives how many. */
export async function insertRows(
  client: pg.Client,
  target: ImportTarget,
  period: Interval,
): Promise<number> {
  const { relation, time, columns } = target
  const { rowCount } = await client.query(
    `insert into ${relation} (${[time, ...columns.map(({ column }) => column)].join(', ')})
     select ${['imported.time', ...columns.map((_, index) => valueOf(target, index))].join(', ')}
     from imported
     where not exists (select from ${relation} as held where ${sameTime(target, period)})`,
  )
  return rowCount ?? 0
}

/** A value of `imported`, in the type of the table's column. */
function valueOf({ columns }: ImportTarget, index: number): string {
  return `imported.${valueColumn(index)}::${columns[index]!.type}`
}

function differs(target: ImportTarget, also: (held: string) => string = () => ''): string {
  return target.columns
    .map(({ column }, index) => {
      const held = finite(`held.${column}`)
      return `(${also(held)}${held} is distinct from (${valueOf(target, index)})::float8)`
    })
    .join(' or ')
}

/** NaN and infinities are no value, as NULL is. NaN is above infinity to PostgreSQL. */
function finite(column: string): string {
  const value = `${column}::float8`
  return `(case when ${value} > '-infinity' and ${value} < 'infinity' then ${value} end)`
}

function sameTime(target: ImportTarget, period: Interval): string {
  return `held.${target.time} = imported.time and ${within(target, period)}`
}

/** Bounds that an index on the time column can use. */
function within({ time }: ImportTarget, { start, end }: Interval): string {
  const at = (instant: number) => `timestamptz ${quoteLiteral(formatInstant(instant, 6))}`
  return `held.${time} between ${at(start)} and ${at(end)}`
}
