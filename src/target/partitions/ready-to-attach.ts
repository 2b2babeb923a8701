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

interface ForeignKey {
  readonly definition: string
  readonly referenced: string
}

async function findForeignKeys(client: pg.ClientBase): Promise<ForeignKey[]> {
  const { rows } = await client.query<ForeignKey>(
    `select pg_get_constraintdef(oid) as definition, confrelid::regclass::text as referenced
     from pg_constraint
     where conrelid = 'data'::regclass and contype = 'f' and conparentid = 0 order by conname`,
  )
  return rows
}

/** The tables that `data` refers to, quoted. */
export async function findReferenced(client: pg.ClientBase): Promise<string[]> {
  return [...new Set((await findForeignKeys(client)).map(({ referenced }) => referenced))]
}

/** Gives tables the foreign keys of `data`, checked; and the tables that they refer to. */
export async function addForeignKeys(
  client: pg.ClientBase,
  tables: readonly NewTable[],
): Promise<string[]> {
  const keys = await findForeignKeys(client)
  for (const { table } of tables) {
    for (const { definition } of keys) await client.query(`alter table ${table} add ${definition}`)
  }
  return [...new Set(keys.map(({ referenced }) => referenced))]
}
