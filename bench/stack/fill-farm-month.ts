import { emptyOurTarget } from './empty-targets.ts'
import { monthTables } from './month-tables.ts'
import { runSql } from './run-sql.ts'
import type { Bench } from './start-bench.ts'

/** A month of a hundred turbines of ten variables, a mean in ten minutes: 4.5 million values in one table. */
export const farmMonth = {
  assets: 100,
  variables: 10,
  start: '2024-01-01',
  end: '2024-02-01',
  values: 100 * 10 * 31 * 144,
}

/** Fills our Target by SQL alone: what is measured is how it is read. */
export async function fillFarmMonth(bench: Bench): Promise<void> {
  await emptyOurTarget(bench)
  const { assets, variables, start, end } = farmMonth
  const days = `generate_series('${start}Z'::timestamptz, timestamptz '${end}Z' - interval '1 day', '1 day') day`
  await runSql(
    bench.up.adminUrl('target'),
    "set timezone to 'UTC'",
    `insert into signal (name, asset, variable, statistic, unit, period_seconds)
     select asset || '.v' || number || '_mean', asset, 'v' || number, 'mean', null, 600
     from (select 'T' || lpad(number::text, 3, '0') as asset from generate_series(1, ${assets}) number) assets,
       generate_series(1, ${variables}) number
     on conflict do nothing`,
    ...monthTables(2024, 1, 'random() * 1000'),
    `insert into load (asset, variable, period_seconds, day, time_zone, window_start, window_end, status,
       sample_seconds, expected, valid, missing, coverage, target_rows, minuano_version, started_at, seconds)
     select asset, variable, 600, day, 'UTC', day, day + interval '1 day', 'loaded',
       60, 1440, 1440, 0, 1, 144, '0', now(), 1
     from signal, ${days} where asset <> ''`,
    `insert into changed_day
     select distinct asset, 600, day::date, day, day + interval '1 day', now() from signal, ${days} where asset <> ''`,
    'vacuum analyze',
    'checkpoint',
  )
}
