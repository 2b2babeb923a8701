import type { Target } from '../target/tables/schema.ts'
import type { Day } from '../time/day.ts'
import type { ConnectorClient } from './extract/connector-client.ts'
import { noSourceData } from './extract/no-source-data.ts'
import type { DayResult } from './load/day-result.ts'
import { runWindow } from './run-window.ts'
import type { EtlSettings } from './shape/etl-settings.ts'
import type { Scope } from './shape/work.ts'

/** A window of one day, where a day without rows is an error: it names the period that the Source holds. */
export async function runDay(
  connector: ConnectorClient,
  target: Target | Promise<Target>,
  settings: EtlSettings,
  scope: Scope,
  day: Day,
): Promise<DayResult> {
  const results = await runWindow(connector, target, settings, scope, [day])
  const result = results.get(day)
  if (result === undefined) throw await noSourceData(connector, day)
  return result
}
