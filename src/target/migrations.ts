import { sql } from 'kysely'
import type { Kysely, Migration } from 'kysely'

/**
 * The Target's schema, step by step; a step that has been released is never changed. Names are in
 * the order they run.
 */
export const migrations: Record<string, Migration> = {
  '001-signals-data-and-ledger': {
    async up(db: Kysely<unknown>) {
      await createSignal(db)
      await createData(db)
      await createLoad(db)
    },
  },
}

async function createSignal(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('signal')
    .addColumn('id', 'integer', (column) => column.primaryKey().generatedAlwaysAsIdentity())
    .addColumn('name', 'text', (column) => column.notNull().unique())
    .addColumn('asset', 'text', (column) => column.notNull().defaultTo(''))
    .addColumn('variable', 'text', (column) => column.notNull())
    .addColumn('statistic', 'text', (column) => column.notNull())
    .addColumn('unit', 'text')
    .addColumn('period_seconds', 'integer', (column) =>
      column.notNull().check(sql`period_seconds > 0`),
    )
    .addUniqueConstraint('signal_key', ['asset', 'variable', 'statistic', 'period_seconds'])
    .execute()
  await sql`comment on table signal is 'One statistic of one variable of one asset at one bin width'`.execute(
    db,
  )
  await sql`comment on column signal.statistic is 'mean, min, max, or std: the sample standard deviation (n-1)'`.execute(
    db,
  )
}

async function createData(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('data')
    .addColumn('signal_id', 'integer', (column) => column.notNull().references('signal.id'))
    .addColumn('timestamp', 'timestamptz', (column) => column.notNull())
    .addColumn('value', 'double precision', (column) => column.notNull())
    .addPrimaryKeyConstraint('data_pkey', ['signal_id', 'timestamp'])
    .modifyEnd(sql`partition by range ("timestamp")`)
    .execute()
  await sql`comment on column data."timestamp" is 'Start of the bin'`.execute(db)
  await sql`comment on column data.value is 'A statistic that is not defined (an empty bin, std of one sample) has no row'`.execute(
    db,
  )
}

async function createLoad(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('load')
    .addColumn('asset', 'text', (column) => column.notNull())
    .addColumn('variable', 'text', (column) => column.notNull())
    .addColumn('period_seconds', 'integer', (column) => column.notNull())
    .addColumn('day', 'date', (column) => column.notNull())
    .addColumn('time_zone', 'text', (column) => column.notNull())
    .addColumn('window_start', 'timestamptz', (column) => column.notNull())
    .addColumn('window_end', 'timestamptz', (column) => column.notNull())
    .addColumn('status', 'text', (column) =>
      column.notNull().check(sql`status in ('loaded', 'open', 'no-source-data', 'failed')`),
    )
    .addColumn('source_rows', 'integer')
    .addColumn('samples', 'integer')
    .addColumn('target_rows', 'integer')
    .addColumn('minuano_version', 'text', (column) => column.notNull())
    .addColumn('started_at', 'timestamptz', (column) => column.notNull())
    .addColumn('seconds', 'double precision', (column) => column.notNull())
    .addColumn('error_code', 'text')
    .addPrimaryKeyConstraint('load_pkey', ['asset', 'variable', 'period_seconds', 'day'])
    .execute()
  await sql`comment on table load is 'The ledger: one row an asset, variable, bin width and day, written in the day''s transaction'`.execute(
    db,
  )
}
