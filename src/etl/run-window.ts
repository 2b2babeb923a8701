import type { Target } from '../target/tables/schema.ts'
import { longestLead } from '../target/load/read-in-force.ts'
import { findInForce } from '../target/read/find-in-force.ts'
import type { Day } from '../time/day.ts'
import { demandOrder } from './extract/demand-order.ts'
import type { ConnectorClient } from './extract/connector-client.ts'
import type { OnRows } from './extract/gather-rows.ts'
import type * as GuardEmptied from './load/guard-emptied.ts'
import { loadDays } from './load/load-days.ts'
import { withSameExclusions } from './load/with-exclusions.ts'
import type { DayResult } from './load/day-result.ts'
import { recordFailure } from './load/record-failure.ts'
import { measureDays } from './measure-days.ts'
import { closedDay, isNoDay } from './plan/closed-day.ts'
import type { DayToMeasure } from './plan/closed-day.ts'
import { withExclusions } from './shape/exclusions.ts'
import type { EtlSettings } from './shape/etl-settings.ts'
import type { Scope } from './shape/work.ts'

/**
 * Extracts and aggregates days of one asset, and loads them in one transaction. Gives what was done by
 * day; a day of which the Source has no row is not among them: its rows stay as they are, and the ledger
 * says so, but for new days before the Source's first row. The Target may still be opening: it is waited for when there is something to write.
 *
 * `keepsEmptied`: a variable of which the Source has no value of a day any more, while the Target has,
 * keeps its values, and is a day without rows if that is so of all; the other variables of such days are
 * loaded in a transaction of their own.
 *
 * What it throws leaves the Target as it was; of a single day, the ledger then says why, unless it has
 * not begun. (Of more, each is to be tried by itself.)
 */
export async function runWindow(
  connector: ConnectorClient,
  target: Target | Promise<Target>,
  settings: EtlSettings,
  scope: Scope,
  days: readonly Day[],
  keepsEmptied = false,
  onRows?: OnRows,
): Promise<Map<Day, DayResult>> {
  const startedAt = Date.now() * 1000
  await demandOrder(connector, settings)
  const wanted = days.map((day) => closedDay(day, settings))
  try {
    const known = await knownExclusions(target, wanted)
    const results = await withSameExclusions(known, async (excluded) => {
      const own = withExclusions(settings, scope.asset, excluded)
      const measured = await measureDays(connector, own, scope, wanted, onRows)
      const found = measured.filter((day) => day !== undefined)
      const results: DayResult[] = []
      if (found.length > 0) {
        const opened = await target
        const groups = keepsEmptied
          ? await guard(opened, own, scope, found, startedAt)
          : [{ variables: scope.variables, days: found }]
        for (const { variables, days } of groups) {
          const part = { asset: scope.asset, variables }
          results.push(...(await loadDays(opened, own, part, days, startedAt)))
        }
      }
      const gaps = days.filter((_, index) => measured[index] === undefined)
      if (gaps.length > 0) {
        // Loaded on demand: most windows have no gap.
        const { recordGaps } = await import('./load/record-gaps.ts')
        await recordGaps(connector, target, settings, scope, gaps, startedAt)
      }
      return results
    })
    return new Map(results.map((result) => [result.day, result]))
  } catch (error) {
    if (days.length === 1 && !isNoDay(error)) {
      await recordFailure(target, settings, scope, days, startedAt, error)
    }
    throw error
  }
}

/** Of a Target that is still opening nothing is asked: the load finds what is excluded, and the days are made again then. */
async function knownExclusions(target: Target | Promise<Target>, days: readonly DayToMeasure[]) {
  if (target instanceof Promise) return []
  const { start } = days[0]!.interval
  const { end } = days.at(-1)!.interval
  return (await findInForce(target, { start: start - longestLead, end })).excluded
}

/** Loaded on demand: `run` does what it is told. */
async function guard(
  ...given: Parameters<typeof GuardEmptied.guardEmptied>
): ReturnType<typeof GuardEmptied.guardEmptied> {
  const { guardEmptied } = await import('./load/guard-emptied.ts')
  return guardEmptied(...given)
}
