import { quoteIdentifier, quoteLiteral } from '../../postgres/quote.ts'
import type { SourceColumn } from '../../source/table/list-columns.ts'
import { ask } from '../ask.ts'
import { findingsOf } from '../finding.ts'
import type { Finding } from '../finding.ts'
import type { OpenServer } from '../open-server.ts'
import { settingOf } from './found-table.ts'
import type { FoundTable } from './found-table.ts'
import type { Spacing } from './measure-spacing.ts'
import { newestRows } from './newest-rows.ts'

const make = findingsOf('Source')

/** Types that name an asset or a tag. */
const keyTypes = new Set(['text', 'varchar', 'bpchar', 'name', 'uuid', 'int2', 'int4', 'int8'])
const mostColumns = 12
/** More values are no names of turbines or tags. */
const mostValues = 5000

interface KeyRow {
  readonly pairs: number
  readonly values: number
  readonly some: string[]
}

/**
 * Where several rows at one time are the rule: the column that tells them apart, which then names turbines,
 * tags or the like, and the view of one of them that can be loaded.
 */
export async function lookAtKeys(
  server: OpenServer,
  found: FoundTable,
  columns: readonly SourceColumn[],
  timeColumn: string,
  days: number,
  spacing: Spacing,
): Promise<Finding[]> {
  const text = `${spacing.repeated} of ${spacing.times} times have several rows, up to ${spacing.mostAtOnce}`
  const keys = columns
    .filter(({ name, base, readable }) => readable && name !== timeColumn && keyTypes.has(base))
    .slice(0, mostColumns)
  for (const { name } of keys) {
    const key = await describeKey(server, found, timeColumn, days, name)
    if (key.pairs !== spacing.rows || key.values < 2 || key.values > mostValues) continue
    const values = `${key.some.join(', ')}${key.values > key.some.length ? ` and ${key.values - key.some.length} more` : ''}`
    const one = key.some[0]!
    const view = { schema: found.schema, name: `${found.name}_${one}`.slice(0, 60) }
    const relation = `${quoteIdentifier(view.schema)}.${quoteIdentifier(view.name)}`
    return [
      make.fault(
        `${text}: the column ${name} tells them apart, and seems to name turbines, tags or the like (${values}). Minuano loads one of them from a table: let ${found.owner}, or whoever may make views, run for each`,
        {
          code: 'conflicting-rows',
          sql: [
            `create view ${relation} as select * from ${found.relation} where ${quoteIdentifier(name)} = ${quoteLiteral(one).trim()};`,
            `grant select on ${relation} to ${quoteIdentifier(found.role)};`,
          ],
          settings: [`SOURCE_TABLE=${quoteForShell(settingOf(view))}`],
        },
      ),
    ]
  }
  return [
    make.fault(
      `${text}, and no column by itself tells them apart: make a view with one row a time, and name it in SOURCE_TABLE`,
      { code: 'conflicting-rows' },
    ),
  ]
}

async function describeKey(
  { client }: OpenServer,
  { relation }: FoundTable,
  timeColumn: string,
  days: number,
  column: string,
): Promise<KeyRow> {
  const [row] = await ask<KeyRow>(
    client,
    'Source',
    `with ${newestRows({ relation, timeColumn }, days, [`${quoteIdentifier(column)}::text as k`])}
     select count(distinct (t, k))::int as pairs, count(distinct k)::int as values,
       coalesce((select array_agg(k order by k) from (select distinct k from newest where k is not null order by k limit 5) few), '{}') as some
     from newest`,
  )
  return row!
}

/** A value that a shell reads as it stands. */
export function quoteForShell(text: string): string {
  return /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}
