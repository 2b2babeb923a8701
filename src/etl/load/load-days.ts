import { ensureAllSignals } from '../../target/tables/ensure-signals.ts'
import { loadWindow } from '../../target/load/load-window.ts'
import type { Target } from '../../target/tables/schema.ts'
import type { MeasuredDay } from '../aggregate/measure-day.ts'
import type { EtlSettings } from '../shape/etl-settings.ts'
import type { Scope } from '../shape/work.ts'
import type { DayResult } from './day-result.ts'
import { describeLoad, resultsOf, windowOf } from './describe-load.ts'

/**
 * Loads days, in order and one at least, in one transaction. `startedAt`: when their extraction began.
 * Of the variables that were measured, those of the scope alone: the others' values are kept.
 */
export async function loadDays(
  target: Target,
  settings: EtlSettings,
  scope: Scope,
  days: readonly MeasuredDay[],
  startedAt: number,
): Promise<DayResult[]> {
  const described = describeLoad(settings, scope, days, startedAt)
  const { keys, others } = described
  const { units } = days[0]!
  const load = async () => {
    const signals = await ensureAllSignals(target, keys, units, others)
    return loadWindow(target, windowOf(described, settings, scope, days, signals))
  }
  const changes = await load().catch((error: unknown) => {
    if (!isSignalGone(error)) throw error
    return load()
  })
  return resultsOf(described.days, changes, (Date.now() * 1000 - startedAt) / 1e6 / days.length)
}

/** Whether signals went after they were found: `forget` deletes those without values, also while we wait for a month. */
export function isSignalGone(error: unknown): boolean {
  const { cause } = Object(error) as { cause?: unknown }
  return (Object(cause) as { code?: unknown }).code === '23503'
}
