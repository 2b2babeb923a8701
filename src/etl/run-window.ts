import { MinuanoError } from '../errors/minuano-error.ts'
import type { Target } from '../target/tables/schema.ts'
import type { Day } from '../time/day.ts'
import { closedDay } from './plan/closed-day.ts'
import type { ConnectorClient } from './extract/connector-client.ts'
import type { EtlSettings } from './shape/etl-settings.ts'
import { loadDays } from './load/load-days.ts'
import type { DayResult } from './load/load-days.ts'
import { measureDays } from './measure-days.ts'
import { recordFailure } from './load/record-failure.ts'

/**
 * Extracts and aggregates days, and loads them in one transaction. Gives what was done by day; a day
 * of which the Source has no row is not among them: its rows stay as they are, and the ledger says so.
 */
export async function runWindow(
  connector: ConnectorClient,
  target: Target,
  settings: EtlSettings,
  days: readonly Day[],
): Promise<Map<Day, DayResult>> {
  const startedAt = Date.now() * 1000
  const wanted = days.map((day) => closedDay(day, settings))
  const measured = await measureDays(connector, settings, wanted)
  const found = measured.filter((day) => day !== undefined)
  const results = found.length === 0 ? [] : await loadDays(target, settings, found, startedAt)
  const gaps = days.filter((_, index) => measured[index] === undefined)
  if (gaps.length > 0) {
    const fault = new MinuanoError('no-source-data', `the Source has no rows on ${gaps.join(', ')}`)
    await recordFailure(target, settings, gaps, startedAt, fault)
  }
  return new Map(results.map((result) => [result.day, result]))
}
