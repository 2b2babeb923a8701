import { loadConfig } from '../../src/config/load-config.ts'
import * as backfilling from '../../src/etl/backfill.ts'
import type { BackfillOptions } from '../../src/etl/backfill.ts'
import type { DayOutcome } from '../../src/etl/day-outcome.ts'
import type { ConnectorClient } from '../../src/etl/extract/connector-client.ts'
import * as extracting from '../../src/etl/extract/extract.ts'
import type { DayResult } from '../../src/etl/load/day-result.ts'
import * as running from '../../src/etl/run-day.ts'
import { etlSettingsOf } from '../../src/etl/shape/etl-settings.ts'
import type { EtlSettings } from '../../src/etl/shape/etl-settings.ts'
import { scopeOf } from '../../src/etl/shape/work.ts'
import type { Scope } from '../../src/etl/shape/work.ts'
import * as syncing from '../../src/etl/sync.ts'
import type { Target } from '../../src/target/tables/schema.ts'
import type { Day } from '../../src/time/day.ts'
import type { Interval } from '../../src/time/interval.ts'

/** What shapes the numbers, and whose they are: tests mostly have one of each. */
export type TestSettings = EtlSettings & Scope

/** Settings as the environment would give them. */
export function settingsFrom(env: Record<string, string> = {}): TestSettings {
  const config = loadConfig(env)
  return { ...etlSettingsOf(config), ...scopeOf(config) }
}

export function runDay(
  connector: ConnectorClient,
  target: Target | Promise<Target>,
  settings: TestSettings,
  day: Day,
): Promise<DayResult> {
  return running.runDay(connector, target, settings, settings, day)
}

export function extract(connector: ConnectorClient, interval: Interval, settings: TestSettings) {
  return extracting.extract(connector, interval, settings, settings)
}

/** Options that a test need not give. */
type Quiet = 'work' | 'onDay' | 'onWindowFailed' | 'settings'

export function backfill({
  settings,
  days,
  ...options
}: Omit<BackfillOptions, Quiet> &
  Partial<Pick<BackfillOptions, 'onDay' | 'onWindowFailed'>> & {
    readonly settings: TestSettings
    readonly days: readonly Day[]
  }): Promise<DayOutcome[]> {
  const work = { assets: [settings.asset], variables: settings.variables, days }
  const quiet = { onDay: () => undefined, onWindowFailed: () => undefined }
  return backfilling.backfill({ ...quiet, ...options, settings, work })
}

export function findLateDays(
  connector: ConnectorClient,
  target: Target,
  settings: TestSettings,
  range: { readonly first: Day; readonly last: Day },
) {
  return syncing.findLateDays(connector, target, settings, settings, range)
}

export function emptyDay(
  target: Target,
  settings: TestSettings,
  units: ReadonlyMap<string, string>,
  day: Day,
) {
  return syncing.emptyDay(target, settings, settings, units, day)
}
