import { buffer } from 'node:stream/consumers'
import type pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { copyIn } from '../../src/postgres/copy-in.ts'
import { runSql, withClient } from '../stack/run-sql.ts'
import type { MinuanoUp } from '../stack/minuano-up.ts'

/** A month of Target rows, ready for COPY. */
export interface FloorMonth {
  readonly from: string
  readonly to: string
  readonly rows: Buffer
}

/** Makes the floor's database like Minuano's Target: the same tables, keys and signals, no rows. */
export async function prepareFloorTarget(up: MinuanoUp): Promise<void> {
  const signals = await runSql<{ id: number; name: string }>(
    up.adminUrl('target'),
    'select id, name from signal order by id',
  )
  await runSql(
    up.adminUrl('floor'),
    'drop table if exists data, signal',
    'create table signal (id integer primary key, name text not null unique)',
    `insert into signal values ${signals.map(({ id, name }) => `(${id}, '${name}')`).join(', ')}`,
    `create table data (signal_id integer not null references signal, "timestamp" timestamptz not null,
       value double precision not null, primary key (signal_id, "timestamp"))
     partition by range ("timestamp")`,
  )
}

/** Takes the rows of these months out of Minuano's Target, as COPY wants them. */
export function readMonths(
  up: MinuanoUp,
  months: readonly { from: string; to: string }[],
): Promise<FloorMonth[]> {
  return withClient(up.adminUrl('target'), async (client) => {
    const read: FloorMonth[] = []
    for (const { from, to } of months) {
      const statement = `copy (select signal_id, "timestamp", value from data
        where "timestamp" >= '${from}' and "timestamp" < '${to}' order by 1, 2) to stdout (format binary)`
      read.push({ from, to, rows: await buffer(client.query(copyTo(statement))) })
    }
    return read
  })
}

/**
 * Seconds in which PostgreSQL takes the rows as sets, month by month: a new table, COPY FREEZE, the
 * primary key, and ATTACH, which checks the foreign key.
 */
export function measureSetLoad(up: MinuanoUp, months: readonly FloorMonth[]): Promise<number> {
  return withClient(up.adminUrl('floor'), async (client) => {
    const startedAt = performance.now()
    for (const month of months) await loadMonth(client, month)
    return (performance.now() - startedAt) / 1000
  })
}

async function loadMonth(client: pg.Client, { from, to, rows }: FloorMonth): Promise<void> {
  const table = `data_${from.slice(0, 7).replace('-', '_')}`
  await client.query('begin')
  await client.query(`create table ${table} (like data including defaults)`)
  await copyIn(client, `copy ${table} from stdin (format binary, freeze)`, [rows])
  await client.query(`alter table ${table} add primary key (signal_id, "timestamp")`)
  await client.query(
    `alter table data attach partition ${table} for values from ('${from}') to ('${to}')`,
  )
  await client.query('commit')
}
