import type pg from 'pg'
import { MinuanoError } from '../../errors/minuano-error.ts'
import { quoteIdentifier, quoteLiteral } from '../../postgres/quote.ts'
import { assetComment } from '../table/asset-column.ts'

/**
 * Makes of the table `data`, where it is empty, that of a farm: with a column `asset`, which says in its comment what it
 * is. Gives whether it was made: it has no key then, so that it may be filled first. Throws `source-differs`
 * where `data` has rows that name no asset.
 */
export async function makeFarmTable(client: pg.ClientBase): Promise<boolean> {
  if (await isFarmTable(client)) return false
  const { rowCount } = await client.query('select from data limit 1')
  if (rowCount !== 0) {
    throw new MinuanoError(
      'source-differs',
      'the Source’s table data holds rows of one turbine: nothing was changed. A farm needs an empty one: another --data-dir, or another database',
    )
  }
  const { rows: keys } = await client.query<{ name: string }>(
    `select conname as name from pg_constraint where conrelid = 'data'::regclass and contype = 'p'`,
  )
  for (const { name } of keys) {
    await client.query(`alter table data drop constraint ${quoteIdentifier(name)}`)
  }
  await client.query('alter table data add column asset text not null')
  await client.query(`comment on column data.asset is ${quoteLiteral(assetComment)}`)
  return true
}

/** Whether the table `data` is that of a farm. */
export async function isFarmTable(client: pg.ClientBase): Promise<boolean> {
  const { rowCount } = await client.query(
    `select from pg_attribute where attrelid = to_regclass('data') and attname = 'asset'
       and col_description(attrelid, attnum) = $1`,
    [assetComment],
  )
  return rowCount === 1
}

export async function addFarmKey(client: pg.ClientBase): Promise<void> {
  await client.query('alter table data add primary key (asset, "timestamp")')
}
