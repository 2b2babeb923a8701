import assert from 'node:assert/strict'
import { ensureSignals } from '../../src/target/tables/ensure-signals.ts'
import type { WindowLoad } from '../../src/target/load/window-load.ts'
import type { Target } from '../../src/target/tables/schema.ts'
import { classNumbers, sampleClasses } from '../../src/signal/sample-class.ts'
import type { SignalKey } from '../../src/signal/signal-name.ts'
import { signalName } from '../../src/signal/signal-name.ts'
import { dayInterval } from '../../src/time/day.ts'
import type { Interval } from '../../src/time/interval.ts'
import { createTestTarget } from './target.ts'

const statistics = ['mean', 'min', 'max', 'std'] as const

/** The value of a bin of a signal, by its time. */
export type ValueAt = (instant: number, id: number) => number

/** Assets with the same variables, whose signals a Target has. */
export interface Farm {
  readonly assets: readonly string[]
  /** The part of an asset: ten-minute values of these days, and a ledger entry a day and variable. */
  part(asset: string, days: readonly FarmDay[], valueAt: ValueAt): WindowLoad
}

export interface FarmDay extends Interval {
  readonly day: string
}

export function farmDay(day: string, zone = 'UTC'): FarmDay {
  return { day, ...dayInterval(day, zone) }
}

/** A fresh Target that has the signals of so many assets. */
export async function createFarmTarget(
  size: number,
  variables: number,
): Promise<{ target: Target; url: string; farm: Farm }> {
  const { target, url } = await createTestTarget()
  return { target, url, farm: await createFarm(target, size, variables) }
}

export async function createFarm(target: Target, size: number, variables: number): Promise<Farm> {
  const assets = Array.from(
    { length: size },
    (_, index) => `T${String(index + 1).padStart(3, '0')}`,
  )
  const names = Array.from({ length: variables }, (_, index) => `variable_${index}`)
  const keysOf = (asset: string) =>
    names.flatMap((variable) =>
      statistics.map((statistic): SignalKey => ({
        asset,
        variable,
        statistic,
        periodSeconds: 600,
      })),
    )
  const ids = await ensureSignals(target, assets.flatMap(keysOf), new Map())
  return {
    assets,
    part(asset, days, valueAt) {
      const time = Float64Array.from(
        days.flatMap(({ start, end }) =>
          Array.from({ length: (end - start) / 600e6 }, (_, bin) => start + bin * 600e6),
        ),
      )
      const series = keysOf(asset).map((key) => {
        const id = ids.get(signalName(key))!
        return { id, time, values: time.map((instant) => valueAt(instant, id)) }
      })
      const ledger = days.flatMap(({ day, ...interval }) =>
        names.map((variable) => ({
          asset,
          variable,
          periodSeconds: 600,
          day,
          timeZone: 'UTC',
          interval,
          status: 'loaded' as const,
          sampleSeconds: 60,
          sampleLabel: 'start' as const,
          startedAt: Date.now() * 1000,
        })),
      )
      const classes = sampleClasses.map(({ number }) => (number === classNumbers.valid ? 7 : 0))
      const bins = days.map(({ start }) => {
        return { variable: names[0]!, time: start, samples: 7, classes }
      })
      const reasons = { asset, periodSeconds: 600, variables: names, bins }
      return { days, series, ledger, reasons }
    },
  }
}

/** A value that is a different one for every bin and signal. */
export const someValue: ValueAt = (instant, id) => id + instant / 600e6 / 1e6

/** All that a load has written, so that two Targets can be compared. */
export async function dumpTarget({ client }: Target): Promise<string[]> {
  const { rows } = await client.query<{ line: string }>(
    `select concat_ws(' ', 'data', name, "timestamp", value) as line
       from data join signal on id = signal_id
     union all select concat_ws(' ', 'load', asset, variable, day, window_start, window_end, status) from load
     union all select concat_ws(' ', 'incomplete', asset, variable, "timestamp", samples, valid, missing) from bin_reason
     order by 1`,
  )
  return rows.map(({ line }) => line)
}

/** Partitions by name, with their bounds. */
export async function listPartitions({ client }: Target): Promise<string[]> {
  const { rows } = await client.query<{ line: string }>(
    `select concat_ws(' ', relname, pg_get_expr(relpartbound, pg_class.oid)) as line
     from pg_inherits join pg_class on pg_class.oid = inhrelid
     where inhparent = 'data'::regclass order by pg_get_expr(relpartbound, pg_class.oid), 1`,
  )
  return rows.map(({ line }) =>
    line.replace(/FOR VALUES FROM \('(.*)\+00'\) TO \('(.*)\+00'\)/, '$1 to $2'),
  )
}

/** That keys and foreign keys of `data` hold: a row that breaks them is refused. */
export async function demandKeys({ client }: Target, instant: string): Promise<void> {
  await assert.rejects(
    client.query(
      `insert into data (signal_id, "timestamp", value) values (999999, '${instant}', 1)`,
    ),
    {
      code: '23503',
    },
  )
  await assert.rejects(
    client.query(
      `insert into data (signal_id, "timestamp", value)
       select signal_id, "timestamp", 1 from data where "timestamp" = '${instant}' limit 1`,
    ),
    { code: '23505' },
  )
}
