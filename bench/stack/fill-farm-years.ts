import { emptyOurTarget } from './empty-targets.ts'
import { monthStart, monthTables } from './month-tables.ts'
import { runSql } from './run-sql.ts'
import type { Bench } from './start-bench.ts'

/** Ten years of a hundred turbines' power, a value in ten minutes: 52.6 million, in tables of months. */
export const farmYears = { first: 2015, years: 10, assets: 100 }

/** Fills our Target by SQL alone: what is measured is how it is read. */
export async function fillFarmYears(bench: Bench): Promise<void> {
  await emptyOurTarget(bench)
  const { first, years, assets } = farmYears
  const url = bench.up.adminUrl('target')
  const statements = [
    "set timezone to 'UTC'",
    `insert into signal (name, asset, variable, statistic, unit, period_seconds)
     select asset || '.power_mean', asset, 'power', 'mean', 'kW', 600
     from (select 'T' || lpad(number::text, 3, '0') as asset from generate_series(1, ${assets}) number) assets
     on conflict do nothing`,
    ...monthTables(first, years * 12, 'extract(epoch from time)::bigint % 1000 + id'),
    `insert into load (asset, variable, period_seconds, day, time_zone, window_start, window_end, status,
       sample_seconds, expected, valid, missing, coverage, target_rows, minuano_version, started_at, seconds)
     select asset, 'power', 600, day, 'UTC', day, day + interval '1 day', 'loaded',
       60, 1440, 1440, 0, 1, 144, '0', now(), 1
     from signal, generate_series('${monthStart(first, 0)}'::timestamptz, timestamptz '${monthStart(first, years * 12)}' - interval '1 day', '1 day') day
     where asset <> ''`,
    'vacuum analyze',
    'checkpoint',
  ]
  await runSql(url, ...statements)
}
