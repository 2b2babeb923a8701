import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { ownViewStatement } from './narrowing.ts'
import { findNarrowReaders } from './find-narrow-readers.ts'

/** One for each class of samples; a step that was taken keeps to its own. */
const classes = [
  'valid',
  'missing',
  'out_of_range',
  'bad_quality',
  'uncertain_quality',
  'no_number',
  'duplicate',
  'conflicting',
  'ambiguous',
  'frozen',
  'excluded',
]

/**
 * Lets `incomplete_bin` say of what class the samples of a bin are, under the name `bin_reason`: the table is the same, so
 * that views on it, rights and rows stay. Rows that are there say nothing of classes (null), nor does `ten_minute` of days
 * that were loaded before. An older version finds the table no more, and is refused: it would leave counts as they were.
 */
export async function makeBinReason(db: Kysely<unknown>): Promise<void> {
  const columns = sql.raw(classes.map((name) => `add column ${name} integer`).join(', '))
  await sql`alter table incomplete_bin rename to bin_reason`.execute(db)
  await sql`alter table bin_reason ${columns}`.execute(db)
  await sql`alter index if exists incomplete_bin_pkey rename to bin_reason_pkey`.execute(db)
  await sql`comment on table bin_reason is 'Bins of loaded days whose samples are anything but as many valid ones as expected, and those without any value'`.execute(
    db,
  )
  await db.schema.alterTable('load').addColumn('has_classes', 'boolean').execute()
  await addClassesToTenMinute(db)
}

/**
 * The view `ten_minute` as step 005 made it, and the classes after what it had. A bin that is not listed is whole. The
 * classes are one array until the bins are made of their values: eleven more aggregates would cost what all others do.
 */
async function addClassesToTenMinute(db: Kysely<unknown>): Promise<void> {
  const statistic = (name: string) => sql`max(value) filter (where statistic = ${sql.lit(name)})`
  const ofBins = classes.map((name, index) => {
    const whole = name === 'valid' ? sql`day.expected` : sql`0`
    return sql`case when bin.samples is not null then bin.classes[${sql.lit(index + 1)}]
      when day.has_classes then ${whole} end as ${sql.ref(name)}`
  })
  await sql`
    create or replace view ten_minute as
    select bin.asset, bin.variable, bin."timestamp", bin.mean, bin.min, bin.max, bin.std,
      coalesce(bin.samples, day.expected) as samples, day.expected, ${sql.join(ofBins)}
    from (
      select asset, variable, "timestamp", ${statistic('mean')} as mean, ${statistic('min')} as min,
        ${statistic('max')} as max, ${statistic('std')} as std, max(samples) as samples, max(classes) as classes
      from (
        select signal.asset, signal.variable, data."timestamp", signal.statistic, data.value,
          null::integer as samples, null::integer[] as classes
        from signal join data on data.signal_id = signal.id
        where signal.period_seconds = 600
        union all
        select asset, variable, "timestamp", null, null, samples, array[${sql.raw(classes.join(', '))}]
        from bin_reason
        where period_seconds = 600) cell
      group by asset, variable, "timestamp") bin
    cross join lateral (
      select 600 / load.sample_seconds as expected, load.has_classes
      from load
      where load.asset = bin.asset and load.variable = bin.variable and load.period_seconds = 600
        and load.day between (bin."timestamp" at time zone 'UTC')::date - 1
          and (bin."timestamp" at time zone 'UTC')::date + 1
        and load.window_start <= bin."timestamp" and load.window_end > bin."timestamp"
        and load.status in ('loaded', 'open')
      limit 1) day`.execute(db)
  for (const reader of await findNarrowReaders(db)) {
    await sql.raw(ownViewStatement('ten_minute', reader)).execute(db)
  }
}
