import type pg from 'pg'
import { quoteIdentifier, quoteLiteral } from '../../src/postgres/quote.ts'
import { monthsOf } from '../../src/target/tables/month.ts'
import { signalName } from '../../src/signal/signal-name.ts'
import { formatInstant } from '../../src/time/instant.ts'

/** Bins of a variable, ten minutes each, from a UTC midnight on. */
export interface Bins {
  readonly asset?: string
  readonly variable: string
  readonly unit?: string | null
  /** `2025-01-03`. */
  readonly from: string
  readonly count: number
  /** The mean of bin `n`, as SQL; null: there is none. */
  readonly mean: string
}

const step = 600e6

/** Writes means, minima and maxima as a load would, with a row of the ledger for each UTC day. */
export async function writeBins(client: pg.Client, bins: Bins): Promise<void> {
  const { asset = '', variable, unit = null, from, count, mean } = bins
  const start = Date.parse(`${from}T00:00:00Z`) * 1000
  for (const { partition, interval } of monthsOf({ start, end: start + count * step })) {
    const [low, high] = [interval.start, interval.end].map((at) => formatInstant(at))
    await client.query(`create table if not exists ${quoteIdentifier(partition)}
      partition of data for values from ('${low!}') to ('${high!}')`)
  }
  const of = { asset, variable, periodSeconds: 600 }
  const signals = (['mean', 'min', 'max'] as const).map(
    (statistic) =>
      `(${[signalName({ ...of, statistic }), asset, variable, statistic].map(quoteLiteral).join()},
        ${unit === null ? 'null' : quoteLiteral(unit)}, 600)`,
  )
  await client.query(`
    insert into signal (name, asset, variable, statistic, unit, period_seconds)
      values ${signals.join()} on conflict do nothing;
    insert into data
      select id, '${from}Z'::timestamptz + n * interval '10 minutes', mean
      from signal cross join generate_series(0, ${count - 1}) n cross join lateral (select (${mean})::float8 as mean) of_bin
      where asset = ${quoteLiteral(asset)} and variable = ${quoteLiteral(variable)} and mean is not null;
    insert into load (asset, variable, period_seconds, day, time_zone, window_start, window_end, status,
      sample_seconds, expected, valid, missing, coverage, target_rows, fingerprint, settings_version,
      sample_label, minuano_version, started_at, seconds)
    select ${quoteLiteral(asset)}, ${quoteLiteral(variable)}, 600, day, 'UTC', day, day + interval '1 day', 'loaded',
      60, 1440, means * 10, 1440 - means * 10, means / 144.0, 3 * means, 'f', 'v', 'start', '0', now(), 1
    from (
      select "timestamp"::date as day, count(*)::int as means from data join signal on id = signal_id
      where asset = ${quoteLiteral(asset)} and variable = ${quoteLiteral(variable)} and statistic = 'mean'
      group by 1) days
    on conflict do nothing;
    select pg_stat_force_next_flush()`)
}
