import type { Target } from '../target/tables/schema.ts'
import type { Day } from '../time/day.ts'
import { closedDay } from './plan/closed-day.ts'
import type { ConnectorClient } from './extract/connector-client.ts'
import type { EtlSettings } from './shape/etl-settings.ts'
import { loadDays } from './load/load-days.ts'
import type { DayResult } from './load/load-days.ts'
import { measureDays } from './measure-days.ts'
import { noSourceData } from './extract/no-source-data.ts'
import { recordFailure } from './load/record-failure.ts'

/**
 * Extracts, aggregates and loads one day, in one transaction. A failure is written to the ledger,
 * in a transaction of its own, and thrown; the day's rows stay as they were. The Target may still be
 * opening: it is waited for when there is something to load.
 */
export async function runDay(
  connector: ConnectorClient,
  target: Target | Promise<Target>,
  settings: EtlSettings,
  day: Day,
): Promise<DayResult> {
  const startedAt = Date.now() * 1000
  const wanted = closedDay(day, settings)
  try {
    const [measured] = await measureDays(connector, settings, [wanted])
    if (measured === undefined) throw await noSourceData(connector, day)
    const [result] = await loadDays(await target, settings, [measured], startedAt)
    return result!
  } catch (error) {
    await recordFailure(target, settings, [day], startedAt, error)
    throw error
  }
}
