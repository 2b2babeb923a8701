import { asMinuanoError } from '../errors/describe-error.ts'
import { columnOf } from '../frame/frame.ts'
import { signalName } from '../signal/signal-name.ts'
import { ensureSignals } from '../target/ensure-signals.ts'
import { writeLedger } from '../target/ledger.ts'
import type { LedgerEntry } from '../target/ledger.ts'
import { loadWindow } from '../target/load-window.ts'
import type { LoadResult } from '../target/window-load.ts'
import type { Target } from '../target/schema.ts'
import { dayInterval } from '../time/day.ts'
import type { Day } from '../time/day.ts'
import type { Interval } from '../time/interval.ts'
import { statisticColumn } from './aggregate.ts'
import type { ConnectorClient } from './connector-client.ts'
import type { EtlSettings } from './etl.ts'
import { fetchSourceFacts } from './fetch-source-facts.ts'
import { closedDay, measureDay } from './measure-day.ts'
import type { MeasuredDay } from './measure-day.ts'
import { signalKeys } from './signal-keys.ts'

/** What a run of one day did. */
export interface DayResult extends LoadResult {
  readonly day: Day
  readonly status: 'loaded' | 'open'
  readonly sourceRows: number
  /** Values that the Target holds of the day, of these signals. */
  readonly targetRows: number
  readonly signals: number
  readonly seconds: number
}

/**
 * Extracts, aggregates and loads one day, in one transaction. A failure is written to the ledger,
 * in a transaction of its own, and thrown; the day's rows stay as they were.
 */
export async function runDay(
  connector: ConnectorClient,
  target: Target,
  settings: EtlSettings,
  day: Day,
): Promise<DayResult> {
  const startedAt = Date.now() * 1000
  const interval = closedDay(day, settings)
  try {
    const measured = await measureDay(connector, settings, day, interval)
    return await loadDay(connector, target, settings, { day, interval, startedAt, ...measured })
  } catch (error) {
    await recordFailure(target, settings, day, startedAt, error)
    throw error
  }
}

interface DayToLoad extends MeasuredDay {
  readonly day: Day
  readonly interval: Interval
  readonly startedAt: number
}

async function loadDay(
  connector: ConnectorClient,
  target: Target,
  settings: EtlSettings,
  { day, interval, startedAt, samples, bins }: DayToLoad,
): Promise<DayResult> {
  const keys = signalKeys(settings)
  const fetchUnits = async () => (await fetchSourceFacts(connector)).units
  const ids = await ensureSignals(target, keys, fetchUnits)
  const series = keys.map((key) => ({
    id: ids.get(signalName(key))!,
    time: bins.time,
    values: columnOf(bins, statisticColumn(key.variable, key.statistic)),
  }))
  const status = interval.end === dayInterval(day, settings.timeZone).end ? 'loaded' : 'open'
  const rowsOf = (variable: string) =>
    settings.statistics
      .map((statistic) => countValues(columnOf(bins, statisticColumn(variable, statistic))))
      .reduce((sum, rows) => sum + rows, 0)
  const ledger = settings.variables.map((variable) => ({
    ...ledgerKey(settings, day, variable),
    interval,
    status,
    sourceRows: samples.time.length,
    samples: countValues(columnOf(samples, variable)),
    targetRows: rowsOf(variable),
    startedAt,
  })) satisfies LedgerEntry[]
  const changes = await loadWindow(target, { interval, series, ledger })
  return {
    ...changes,
    day,
    status,
    sourceRows: samples.time.length,
    targetRows: ledger.reduce((sum, { targetRows }) => sum + targetRows, 0),
    signals: keys.length,
    seconds: Date.now() / 1000 - startedAt / 1e6,
  }
}

/** Best effort: a Target that cannot take the day cannot take its failure either. */
async function recordFailure(
  target: Target,
  settings: EtlSettings,
  day: Day,
  startedAt: number,
  error: unknown,
): Promise<void> {
  const { code } = asMinuanoError(error)
  const entries = settings.variables.map((variable) => ({
    ...ledgerKey(settings, day, variable),
    interval: dayInterval(day, settings.timeZone),
    status: code === 'no-source-data' ? code : ('failed' as const),
    startedAt,
    errorCode: code,
  }))
  await writeLedger(target.db, entries).catch(() => undefined)
}

function ledgerKey({ asset, periodSeconds, timeZone }: EtlSettings, day: Day, variable: string) {
  return { asset, periodSeconds, timeZone, day, variable }
}

function countValues(values: Float64Array): number {
  let count = 0
  for (const value of values) if (!Number.isNaN(value)) count++
  return count
}
