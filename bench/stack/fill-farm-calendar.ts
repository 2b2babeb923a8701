import { emptyOurTarget } from './empty-targets.ts'
import { monthTables } from './month-tables.ts'
import { runSql } from './run-sql.ts'
import type { Bench } from './start-bench.ts'

/** A year of a hundred turbines' wind and power, a value in ten minutes: 10.5 million, and 36,500 days in the ledger. */
export const farmCalendar = { year: 2023, days: 365, assets: 100 }

/** Fills our Target by SQL alone: what is measured is how it is shown. Some days are partial, without data, or failed. */
export async function fillFarmCalendar(bench: Bench): Promise<void> {
  await emptyOurTarget(bench)
  const { year, days, assets } = farmCalendar
  const [first, last] = [dayStart(year, 0), dayStart(year, days - 1)]
  const statements = [
    "set timezone to 'UTC'",
    `insert into signal (name, asset, variable, statistic, unit, period_seconds)
     select asset || '.' || variable || '_mean', asset, variable, 'mean', unit, 600
     from (select 'T' || lpad(number::text, 3, '0') as asset from generate_series(1, ${assets}) number) assets,
       (values ('wind_speed', 'm/s'), ('power', 'kW')) variables (variable, unit)
     on conflict do nothing`,
    ...monthTables(
      year,
      12,
      "case variable when 'power' then 100 else 1 end * (extract(epoch from time)::bigint / 600 % 17 + id % 5)",
    ),
    `insert into load (asset, variable, period_seconds, day, time_zone, window_start, window_end, status,
       sample_seconds, expected, valid, missing, coverage, target_rows, settings_version, error_code, minuano_version,
       started_at, seconds)
     select asset, variable, 600, day, 'UTC', day, day + interval '1 day',
       case kind when 0 then 'failed' when 1 then 'no-source-data' else 'loaded' end, 60, 1440,
       1440 - missing, missing, 1 - missing / 1440.0, 144, '0', case kind when 0 then 'connector-unavailable' end, '0', now(), 1
     from signal,
       generate_series('${first}'::timestamptz, '${last}'::timestamptz, '1 day') day,
       lateral (select (substr(asset, 2)::int * 31 + extract(doy from day)::int * 17) % 97 as kind) kinds,
       lateral (select case when kind < 2 then 1440 when kind < 12 then kind * 60 else 0 end as missing) counts
     where asset <> ''`,
    'vacuum analyze',
    'checkpoint',
  ]
  await runSql(bench.up.adminUrl('target'), ...statements)
}

function dayStart(year: number, day: number): string {
  return `${new Date(Date.UTC(year, 0, 1 + day)).toISOString().slice(0, 10)} 00:00:00+00`
}
