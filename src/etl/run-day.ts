import { asMinuanoError } from '../errors/describe-error.ts'
import type { Series } from '../frame/postgres-copy.ts'
import { columnOf } from '../frame/frame.ts'
import { signalName } from '../signal/signal-name.ts'
import type { SignalKey } from '../signal/signal-name.ts'
import { ensureSignals } from '../target/ensure-signals.ts'
import type { IncompleteBin } from '../target/incomplete-bins.ts'
import { writeFailures } from '../target/ledger.ts'
import type { LedgerEntry } from '../target/ledger.ts'
import { loadWindow } from '../target/load-window.ts'
import type { LoadResult } from '../target/window-load.ts'
import type { Target } from '../target/schema.ts'
import { dayInterval } from '../time/day.ts'
import type { Day } from '../time/day.ts'
import type { Interval } from '../time/interval.ts'
import { expectedSamples, statisticColumn } from './aggregate.ts'
import type { ConnectorClient } from './connector-client.ts'
import type { EtlSettings } from './etl.ts'
import { closedDay, measureDay } from './measure-day.ts'
import type { DayInventory, MeasuredDay } from './measure-day.ts'
import { countValues } from './sample-facts.ts'
import type { SampleFacts } from './sample-facts.ts'
import { settingsVersion } from './settings-version.ts'
import { signalKeys } from './signal-keys.ts'

/** What a run of one day did. */
export interface DayResult extends LoadResult {
  readonly day: Day
  readonly status: 'loaded' | 'open'
  readonly sourceRows: number
  /** Values that the Target holds of the day, of these signals. */
  readonly targetRows: number
  readonly signals: number
  /** By variable: the samples that the statistics were made of, and those that they were not. */
  readonly samples: Readonly<Record<string, SampleFacts>>
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
  known?: DayInventory,
): Promise<DayResult> {
  const startedAt = Date.now() * 1000
  const interval = closedDay(day, settings)
  try {
    const measured = await measureDay(connector, settings, day, interval, known)
    return await loadDay(target, settings, { day, interval, startedAt, ...measured })
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
  target: Target,
  settings: EtlSettings,
  measured: DayToLoad,
): Promise<DayResult> {
  const { day, interval, startedAt } = measured
  const keys = signalKeys(settings, measured.directions)
  const ids = await ensureSignals(target, keys, measured.inventory.units)
  const series = seriesOf(keys, ids, measured)
  const ledger = settings.variables.map((variable) => entryOf(settings, measured, variable))
  const changes = await loadWindow(target, {
    interval,
    series,
    ledger,
    incomplete: {
      asset: settings.asset,
      periodSeconds: settings.periodSeconds,
      variables: settings.variables,
      bins: incompleteBins(settings, measured),
    },
  })
  return {
    ...changes,
    day,
    status: isWhole(settings, measured) ? 'loaded' : 'open',
    sourceRows: measured.sourceRows,
    targetRows: series.reduce((sum, { values }) => sum + countValues(values), 0),
    signals: keys.length,
    samples: Object.fromEntries(measured.samples),
    seconds: (Date.now() * 1000 - startedAt) / 1e6,
  }
}

function seriesOf(
  keys: readonly SignalKey[],
  ids: ReadonlyMap<string, number>,
  { bins: { frame } }: MeasuredDay,
): Series[] {
  return keys.map((key) => ({
    id: ids.get(signalName(key))!,
    time: frame.time,
    values: columnOf(frame, statisticColumn(key.variable, key.statistic)),
  }))
}

function entryOf(settings: EtlSettings, measured: DayToLoad, variable: string): LedgerEntry {
  const { day, interval, startedAt, inventory, directions, bins } = measured
  return {
    ...ledgerKey(settings, day, variable),
    interval,
    status: isWhole(settings, measured) ? 'loaded' : 'open',
    sourceRows: measured.sourceRows,
    ...measured.samples.get(variable)!,
    targetRows: settings.statistics
      .map((statistic) => countValues(columnOf(bins.frame, statisticColumn(variable, statistic))))
      .reduce((sum, rows) => sum + rows, 0),
    fingerprint: inventory.day.variables.get(variable)?.fingerprint,
    settingsVersion: settingsVersion(settings, variable, directions.has(variable)),
    startedAt,
  }
}

function isWhole({ timeZone }: EtlSettings, { day, interval }: DayToLoad): boolean {
  return interval.end === dayInterval(day, timeZone).end
}

function incompleteBins(settings: EtlSettings, { bins }: MeasuredDay): IncompleteBin[] {
  const perBin = expectedSamples(settings)
  return [...bins.counts].flatMap(([variable, counts]) =>
    Array.from(counts, (samples, bin) => ({
      variable,
      time: bins.frame.time[bin]!,
      samples,
    })).filter(({ samples }) => samples < perBin),
  )
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
  await writeFailures(target.db, entries).catch(() => undefined)
}

function ledgerKey(settings: EtlSettings, day: Day, variable: string) {
  const { asset, periodSeconds, sampleSeconds, timeZone } = settings
  return { asset, periodSeconds, sampleSeconds, timeZone, day, variable }
}
