import type pg from 'pg'
import { quoteLiteral } from '../../postgres/quote.ts'
import { otherRows } from '../../source/table/change-source.ts'
import { formatInstant } from '../../time/instant.ts'
import type { Interval } from '../../time/interval.ts'
import type { ImportTarget } from './import-target.ts'
import { valueColumn } from './imported-rows.ts'

/** Rows of the table that a file contradicts, and the first of them in microseconds since 1970. */
interface Contradiction {
  readonly count: number
  readonly first: number
}

/**
 * Brings the rows of `imported` into the table; gives how many were written, and how many were there.
 * Throws `source-differs` for rows that contradict those which are there, unless `replace` is set.
 */
export async function writeRows(
  client: pg.Client,
  target: ImportTarget,
  period: Interval,
  replace: boolean,
) {
  if (!(await holdsRows(client, target, period))) {
    return { inserted: await insertRows(client, target, period), updated: 0, unchanged: 0 }
  }
  const unchanged = await removeEqual(client, target, period)
  if (!replace) {
    const { count, first } = await findContradictions(client, target, period)
    if (count > 0) throw otherRows(count, first)
  }
  const updated = await updateRows(client, target, period)
  return { inserted: await insertRows(client, target, period), updated, unchanged }
}

/** Whether the table has rows between the file's first and last. */
async function holdsRows(
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
async function removeEqual(
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
async function findContradictions(
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
async function updateRows(
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
async function insertRows(
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
