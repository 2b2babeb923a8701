import type pg from 'pg'
import { quoteLiteral } from '../../postgres/quote.ts'
import { formatInstant } from '../../time/instant.ts'
import type { NewTable } from './create-table.ts'

const checkName = 'minuano_bounds'

/** The statement by which a table says itself that its rows lie within its bounds. */
export function boundCheck({ table, bounds }: NewTable): string {
  const [from, to] = [bounds.start, bounds.end].map((at) => quoteLiteral(formatInstant(at, 6)))
  return `alter table ${table} add constraint ${checkName} check ("timestamp" >= ${from!} and "timestamp" < ${to!})`
}

export function dropBoundCheck({ table }: NewTable): string {
  return `alter table ${table} drop constraint ${checkName}`
}

/** Gives tables the foreign keys of `data`, checked; and the tables that they refer to, quoted. */
export async function addForeignKeys(
  client: pg.ClientBase,
  tables: readonly NewTable[],
): Promise<string[]> {
  const { rows } = await client.query<{ definition: string; referenced: string }>(
    `select pg_get_constraintdef(oid) as definition, confrelid::regclass::text as referenced
     from pg_constraint
     where conrelid = 'data'::regclass and contype = 'f' and conparentid = 0 order by conname`,
  )
  for (const { table } of tables) {
    for (const { definition } of rows) await client.query(`alter table ${table} add ${definition}`)
  }
  return [...new Set(rows.map(({ referenced }) => referenced))]
}
