import type pg from 'pg'
import { createTestTarget } from './target.ts'

/** What a test's Target holds: whole UTC days of these assets and variables, as if they had been loaded. */
export interface LoadedDays {
  readonly assets: readonly string[]
  /** By name, with the unit. */
  readonly variables: Readonly<Record<string, string | null>>
  readonly statistics?: readonly string[]
  readonly from: string
  readonly to: string
  readonly periodSeconds?: number
}

/** A Target with a partition for all times, into which tests put days by hand. */
export async function createLoadedTarget(...all: readonly LoadedDays[]) {
  const { url, target } = await createTestTarget()
  await target.client.query('create table all_times partition of data default')
  for (const days of all) await loadDays(target.client, days)
  return { url, target }
}

/** Puts values, ledger and what changed there; of days that are there, the values anew. */
export async function loadDays(
  client: pg.Client,
  { assets, variables, statistics = ['mean', 'std'], from, to, periodSeconds = 600 }: LoadedDays,
): Promise<void> {
  const names = Object.keys(variables)
  const scope = [assets, names, names.map((name) => variables[name]), periodSeconds]
  await client.query(
    `insert into signal (name, asset, variable, statistic, unit, period_seconds)
     select concat_ws('.', asset, variable, statistic, $4::int), asset, variable, statistic, unit, $4
     from unnest($1::text[]) asset, unnest($2::text[], $3::text[]) of (variable, unit), unnest($5::text[]) statistic
     on conflict do nothing`,
    [...scope, statistics],
  )
  const days = `generate_series($4::date, $5::date, '1 day') day`
  await client.query(
    `insert into load (asset, variable, period_seconds, day, time_zone, window_start, window_end, status,
       sample_seconds, coverage, minuano_version, started_at, seconds)
     select asset, variable, $3, day::date, 'UTC', day::date::timestamp at time zone 'UTC',
       (day::date + 1)::timestamp at time zone 'UTC', 'loaded', 60, 1, 'test', now(), 0
     from unnest($1::text[]) asset, unnest($2::text[]) variable, ${days}
     on conflict do nothing`,
    [assets, names, periodSeconds, from, to],
  )
  await client.query(
    `insert into data
     select id, time, id + extract(epoch from time)::int8 % 86400 / 7.0
     from signal, generate_series($4::date::timestamp at time zone 'UTC',
       ($5::date + 1)::timestamp at time zone 'UTC' - make_interval(secs => $3), make_interval(secs => $3)) time
     where asset = any($1) and variable = any($2) and period_seconds = $3
     on conflict do nothing`,
    [assets, names, periodSeconds, from, to],
  )
  await tellChanges(client, { assets, from, to, periodSeconds })
}

/** As a load that changed these days would. */
export async function tellChanges(
  client: pg.Client,
  {
    assets,
    from,
    to,
    periodSeconds = 600,
  }: Pick<LoadedDays, 'assets' | 'from' | 'to' | 'periodSeconds'>,
): Promise<void> {
  await client.query(
    `insert into changed_day
     select asset, $2, day::date, day::date::timestamp at time zone 'UTC',
       (day::date + 1)::timestamp at time zone 'UTC', clock_timestamp()
     from unnest($1::text[]) asset, generate_series($3::date, $4::date, '1 day') day
     on conflict (asset, period_seconds, day) do update set changed_at = excluded.changed_at`,
    [assets, periodSeconds, from, to],
  )
}
