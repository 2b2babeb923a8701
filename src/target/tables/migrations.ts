import { sql } from 'kysely'
import type { Kysely, Migration } from 'kysely'
import { makeAssetRegister } from './asset-register.ts'
import { makeBinReason } from './bin-reason-table.ts'
import { makeExclusion } from './exclusion-table.ts'
import { addLeadIn } from './lead-in-columns.ts'
import { makeMonthClosing } from './month-closing-table.ts'
import { makeSignalValue } from './signal-value-view.ts'
import { makeStates } from './states-step.ts'
import { makeTenMinuteFromValues } from './ten-minute-view.ts'
import { makeWhatChanged } from './what-changed.ts'
import { makeWhatSyncFound } from './what-sync-found.ts'

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
      await createIncompleteBin(db)
      await createTenMinute(db)
    },
  },
  '002-what-is-there-more-than-once': {
    async up(db: Kysely<unknown>) {
      await countRepeatedRows(db)
      await markOverfullDays(db)
    },
  },
  '003-ambiguous-times': {
    async up(db: Kysely<unknown>) {
      await db.schema.alterTable('load').addColumn('ambiguous', 'integer').execute()
      await sql`comment on column load.ambiguous is 'Samples left out since their time, or another''s of their bin, comes twice or never on the Source''s clock'`.execute(
        db,
      )
    },
  },
  '004-days-of-another-layout': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .alterTable('load')
        .addColumn('sample_label', 'text', (column) =>
          column.check(sql`sample_label in ('start', 'end')`),
        )
        .addColumn('is_cut', 'boolean', (column) => column.notNull().defaultTo(false))
        .execute()
      const comments: [string, string][] = [
        ['sample_label', 'Which edge of its interval a sample was stamped with; null: not written'],
        ['is_cut', 'A day of another time zone took a part of the window: what is left is in it'],
      ]
      for (const [column, comment] of comments) {
        await sql`comment on column ${sql.ref(`load.${column}`)} is ${sql.lit(comment)}`.execute(db)
      }
    },
  },
  '005-ten-minute-from-values': { up: makeTenMinuteFromValues },
  '006-what-sync-found': { up: makeWhatSyncFound },
  '007-what-changed': { up: makeWhatChanged },
  '008-signal-value': { up: makeSignalValue },
  '009-reasons': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .alterTable('load')
        .addColumn('reasons', 'jsonb')
        .addColumn('kept_reasons', 'jsonb')
        .execute()
    },
  },
  '010-bin-reason': { up: makeBinReason },
  '011-asset-register': { up: makeAssetRegister },
  '012-exclusion': { up: makeExclusion },
  '013-closed-month': { up: makeMonthClosing },
  '014-lead-in': { up: addLeadIn },
  '015-figures': {
    async up(db: Kysely<unknown>) {
      // Loaded on demand: a step is taken once.
      await (await import('./figures-views.ts')).makeFigures(db)
    },
  },
  '016-wide-view': {
    async up(db: Kysely<unknown>) {
      // Loaded on demand: a step is taken once.
      await (await import('./make-wide-view.ts')).makeWideView(db)
    },
  },
  '017-states': { up: makeStates },
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
  await sql`comment on column signal.statistic is 'mean, min, max, count, or std: the sample standard deviation (n-1); of a direction the circular ones'`.execute(
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
    .addColumn('sample_seconds', 'integer', (column) => column.notNull())
    .addColumn('source_rows', 'integer')
    .addColumn('expected', 'integer')
    .addColumn('valid', 'integer')
    .addColumn('missing', 'integer')
    .addColumn('out_of_range', 'integer')
    .addColumn('coverage', 'double precision')
    .addColumn('target_rows', 'integer')
    .addColumn('fingerprint', 'text')
    .addColumn('settings_version', 'text')
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

async function createIncompleteBin(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('incomplete_bin')
    .addColumn('asset', 'text', (column) => column.notNull())
    .addColumn('variable', 'text', (column) => column.notNull())
    .addColumn('period_seconds', 'integer', (column) => column.notNull())
    .addColumn('timestamp', 'timestamptz', (column) => column.notNull())
    .addColumn('samples', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('incomplete_bin_pkey', [
      'asset',
      'variable',
      'period_seconds',
      'timestamp',
    ])
    .execute()
  await sql`comment on table incomplete_bin is 'Bins of loaded days with fewer samples than expected, empty ones included'`.execute(
    db,
  )
}

/**
 * Every bin of every loaded day, also those without a value: so that "no data" (a row of nulls) and
 * "not loaded" (no row) are never confused.
 */
async function createTenMinute(db: Kysely<unknown>): Promise<void> {
  const statistic = (name: string) => sql`
    left join signal ${sql.ref(`signal_${name}`)}
      on ${sql.ref(`signal_${name}.asset`)} = load.asset
      and ${sql.ref(`signal_${name}.variable`)} = load.variable
      and ${sql.ref(`signal_${name}.statistic`)} = ${sql.lit(name)}
      and ${sql.ref(`signal_${name}.period_seconds`)} = load.period_seconds
    left join data ${sql.ref(`data_${name}`)}
      on ${sql.ref(`data_${name}.signal_id`)} = ${sql.ref(`signal_${name}.id`)}
      and ${sql.ref(`data_${name}.timestamp`)} = bin."timestamp"`
  await sql`
    create view ten_minute as
    select load.asset, load.variable, bin."timestamp",
      data_mean.value as mean, data_min.value as min, data_max.value as max, data_std.value as std,
      coalesce(incomplete_bin.samples, load.period_seconds / load.sample_seconds) as samples,
      load.period_seconds / load.sample_seconds as expected
    from load
    cross join lateral generate_series(
      load.window_start, load.window_end - interval '1 microsecond',
      make_interval(secs => load.period_seconds)) bin ("timestamp")
    left join incomplete_bin
      on incomplete_bin.asset = load.asset and incomplete_bin.variable = load.variable
      and incomplete_bin.period_seconds = load.period_seconds
      and incomplete_bin."timestamp" = bin."timestamp"
    ${statistic('mean')} ${statistic('min')} ${statistic('max')} ${statistic('std')}
    where load.status in ('loaded', 'open') and load.period_seconds = 600`.execute(db)
  await sql`comment on view ten_minute is 'Every 10-minute bin of loaded days: its values, nulls where there are none, and its samples'`.execute(
    db,
  )
}

async function countRepeatedRows(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('load')
    .addColumn('duplicates', 'integer')
    .addColumn('conflicts', 'integer')
    .addColumn('excess', 'integer')
    .execute()
  const comments: [string, string][] = [
    ['duplicates', 'Rows that say what another row of the same time says'],
    [
      'conflicts',
      'Values of one time that differ: their bins are left out unless a setting takes them',
    ],
    ['excess', 'Samples beyond what bins can hold, and which no bin beside them lacks'],
  ]
  for (const [column, comment] of comments) {
    await sql`comment on column ${sql.ref(`load.${column}`)} is ${sql.lit(comment)}`.execute(db)
  }
  await sql`comment on table incomplete_bin is 'Bins of loaded days whose samples are fewer or more than expected, empty ones included'`.execute(
    db,
  )
}

/**
 * Days with a bin that has more samples than it can hold may be means over rows that are there more
 * than once: without a version of their settings, sync makes them again.
 */
async function markOverfullDays(db: Kysely<unknown>): Promise<void> {
  await sql`update load set settings_version = null
    where status in ('loaded', 'open') and valid > round(coverage * expected)`.execute(db)
}
