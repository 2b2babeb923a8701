import { sql } from 'kysely'
import type { Kysely } from 'kysely'

/**
 * Makes the view `ten_minute` of the values themselves, beside the incomplete bins, which hold every bin
 * that has none. A filter on its asset, variable and time then reaches `data` and its partitions; of the
 * view that counted out the bins of all days it did not, and one day of ten years took seconds.
 * Whether a bin's day was loaded, and what was expected of it, is looked up in the ledger a bin at a time.
 */
export async function makeTenMinuteFromValues(db: Kysely<unknown>): Promise<void> {
  const statistic = (name: string) => sql`max(value) filter (where statistic = ${sql.lit(name)})`
  await sql`
    create or replace view ten_minute as
    select bin.asset, bin.variable, bin."timestamp", bin.mean, bin.min, bin.max, bin.std,
      coalesce(bin.samples, day.expected) as samples, day.expected
    from (
      select asset, variable, "timestamp", ${statistic('mean')} as mean, ${statistic('min')} as min,
        ${statistic('max')} as max, ${statistic('std')} as std, max(samples) as samples
      from (
        select signal.asset, signal.variable, data."timestamp", signal.statistic, data.value,
          null::integer as samples
        from signal join data on data.signal_id = signal.id
        where signal.period_seconds = 600
        union all
        select asset, variable, "timestamp", null, null, samples
        from incomplete_bin
        where period_seconds = 600) cell
      group by asset, variable, "timestamp") bin
    cross join lateral (
      select 600 / load.sample_seconds as expected
      from load
      where load.asset = bin.asset and load.variable = bin.variable and load.period_seconds = 600
        and load.day between (bin."timestamp" at time zone 'UTC')::date - 1
          and (bin."timestamp" at time zone 'UTC')::date + 1
        and load.window_start <= bin."timestamp" and load.window_end > bin."timestamp"
        and load.status in ('loaded', 'open')
      limit 1) day`.execute(db)
  await sql`comment on table incomplete_bin is 'Bins of loaded days whose samples are fewer or more than expected, and those without any value'`.execute(
    db,
  )
}
