import type pg from 'pg'
import { quoteIdentifier } from '../../postgres/quote.ts'
import type { RowKey } from '../source.ts'
import type { KeyCandidate } from './key-candidates.ts'
import { periodCondition } from './source-period.ts'
import type { SourceTable } from './source-table.ts'

/** The newest rows that are looked at: of one time, those of 500 turbines of 20 tags. */
const rowsLookedAt = 10_000
const valuesShown = 5
/** A longer text is no name. */
const longestValue = 64

interface Look {
  readonly rows: number
  readonly times: number
  /** A number each candidate: its values, and its values counted at each time by themselves. */
  readonly distinct: readonly number[]
  readonly apart: readonly number[]
  readonly longest: readonly (number | null)[]
  readonly shown: readonly string[]
}

/**
 * The columns by which rows of one time differ, the one that tells most of them apart first: few values in all,
 * several of them at one time. None where times have one row. It looks at some thousand rows, the newest.
 */
export async function findRowKeys(
  client: pg.ClientBase,
  table: SourceTable,
): Promise<readonly RowKey[]> {
  const candidates = table.keyCandidates ?? []
  if (candidates.length === 0) return []
  const look = await lookAtRows(client, table, candidates)
  const found = candidates
    .map((candidate, index) => ({
      ...candidate,
      apart: look.apart[index]!,
      distinct: look.distinct[index]!,
      isShort: (look.longest[index] ?? 0) <= longestValue,
      values: JSON.parse(look.shown[index]!) as string[],
    }))
    .filter(({ distinct, isShort }) => isShort && 2 * distinct <= look.rows)
    .filter(({ apart, looksLike }) =>
      looksLike === null ? apart >= 0.95 * look.rows : apart >= 1.5 * look.times,
    )
    .filter(({ distinct }) => distinct > 1)
    .sort(
      (a, b) => b.apart - a.apart || Number(a.looksLike === null) - Number(b.looksLike === null),
    )
  if (2 * look.times > look.rows * 1.5) return []
  const first = found[0]
  // One that tells all rows apart needs no other beside it.
  const needed =
    first !== undefined && first.apart >= 0.95 * look.rows
      ? [first]
      : found.filter(({ looksLike }) => looksLike !== null).slice(0, 3)
  return needed.map(({ column, looksLike, distinct, isNumber, values }) => ({
    column,
    looksLike,
    values: values.map((value) =>
      isNumber && String(Number(value)) === value && Math.abs(Number(value)) <= 2 ** 53
        ? Number(value)
        : value,
    ),
    count: distinct,
  }))
}

async function lookAtRows(
  client: pg.ClientBase,
  table: SourceTable,
  candidates: readonly KeyCandidate[],
): Promise<Look> {
  const time = quoteIdentifier(table.timeColumn)
  const { assetColumn } = table
  // Rows of one time and one asset are alike; those of two are not.
  const moment =
    assetColumn === undefined ? time : `(${time}, ${quoteIdentifier(assetColumn.name)})::text`
  const columns = candidates.map(
    ({ column }, index) => `${quoteIdentifier(column)}::text as c${index}`,
  )
  const each = (expression: (name: string) => string) =>
    `array[${candidates.map((_, index) => expression(`c${index}`)).join(', ')}]`
  const { rows } = await client.query<Look>(
    `with newest as materialized (
       select ${moment} as "time", ${columns.join(', ')}
       from ${table.relation} where ${periodCondition(table)}
       order by ${time} desc limit ${rowsLookedAt})
     select count(*)::int as rows, count(distinct "time")::int as times,
       ${each((name) => `count(distinct ${name})::int`)} as distinct,
       ${each((name) => `count(distinct ("time", ${name}))::int`)} as apart,
       ${each((name) => `max(length(${name}))::int`)} as longest,
       ${each((name) => `coalesce(to_json((array_agg(distinct ${name}) filter (where ${name} is not null))[1:${valuesShown}])::text, '[]')`)} as shown
     from newest`,
  )
  return rows[0]!
}
