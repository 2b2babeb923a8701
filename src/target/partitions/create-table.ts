import type pg from 'pg'
import { quoteIdentifier, quoteLiteral } from '../../postgres/quote.ts'
import { formatInstant } from '../../time/instant.ts'
import type { Interval } from '../../time/interval.ts'
import { findFreeName } from './partition-name.ts'
import { qualify } from './read-partitions.ts'

/** A table that is to be a partition of `data` before the transaction ends. */
export interface NewTable {
  /** Quoted, with its schema. */
  readonly table: string
  readonly bounds: Interval
}

/**
 * Makes an empty table for a partition. LIKE and ATTACH, since CREATE … PARTITION OF
 * after a write lets two loads wait for each other. What others added to `data` comes with it: without
 * its checks and generated columns a table is refused by ATTACH. Not its indexes, which cost less later;
 * nor its identity, which ATTACH gives.
 */
export async function createTable(
  client: pg.ClientBase,
  schema: string,
  bounds: Interval,
): Promise<NewTable> {
  const table = qualify(schema, await findFreeName(client, schema, bounds))
  const results = (await client.query(
    `create table ${table} (like data including defaults including constraints including generated including comments);
     ${commentPart({ table, bounds })};
     ${ownerStatement(schema)}`,
  )) as unknown as pg.QueryResult<{ owner: string }>[]
  const [row] = results.at(-1)!.rows
  if (row !== undefined) {
    await client.query(`alter table ${table} owner to ${quoteIdentifier(row.owner)}`)
  }
  return { table, bounds }
}

/** Whom a new table is to be given to: an administrator who loads would keep the role that loads from going on. */
const ownerStatement = (schema: string) => `
  select pg_get_userbyid(relowner)::text as owner from pg_class
  where oid = 'data'::regclass and pg_get_userbyid(relowner) <> current_user
    and pg_has_role(current_user, relowner,
      case when current_setting('server_version_num')::int >= 160000 then 'set' else 'member' end)
    and (has_schema_privilege(relowner, ${quoteLiteral(schema)}, 'create')
      or current_setting('is_superuser')::bool)`

/** The statement by which a partition says what it is. */
export function commentPart({ table, bounds }: NewTable): string {
  const [from, to] = [bounds.start, bounds.end].map((at) =>
    Number.isFinite(at) ? formatInstant(at) : 'ever',
  )
  return `comment on table ${table} is ${quoteLiteral(`A part of data, ${from!} to ${to!}: ask data, this comes and goes`)}`
}

export async function addKey(client: pg.ClientBase, { table }: NewTable): Promise<void> {
  await client.query(`alter table ${table} add primary key (signal_id, "timestamp")`)
}

/** Takes a table in as a partition: its foreign key comes with it and is checked once, as a set. */
export async function attach(client: pg.ClientBase, { table, bounds }: NewTable): Promise<void> {
  const [from, to] = [bounds.start, bounds.end].map(boundLiteral)
  await client.query(
    `alter table data attach partition ${table} for values from (${from!}) to (${to!})`,
  )
}

function boundLiteral(instant: number): string {
  if (instant === -Infinity) return 'minvalue'
  if (instant === Infinity) return 'maxvalue'
  return quoteLiteral(formatInstant(instant, 6))
}
