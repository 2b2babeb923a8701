import type { Target } from '../target/tables/schema.ts'
import { loadWindow } from '../target/load/load-window.ts'
import { findMissingValues } from '../target/read/find-missing-values.ts'
import { readLedger } from '../target/read/read-ledger.ts'
import { ensureAllSignals } from '../target/tables/ensure-signals.ts'
import { longestLead } from '../target/load/read-in-force.ts'
import type { InForce } from '../target/load/read-in-force.ts'
import { findInForce } from '../target/read/find-in-force.ts'
import type { LateChange } from '../target/read/list-late-changes.ts'
import { addDays, dayInterval, listDays } from '../time/day.ts'
import type { Day } from '../time/day.ts'
import type { Interval } from '../time/interval.ts'
import { addLabels } from './plan/add-labels.ts'
import { closedDay } from './plan/closed-day.ts'
import { demandOrder } from './extract/demand-order.ts'
import type { ConnectorClient } from './extract/connector-client.ts'
import type { EtlSettings } from './shape/etl-settings.ts'
import { findKinds } from './shape/find-kinds.ts'
import { fetchInventory } from './extract/inventory.ts'
import type { Inventory } from './extract/inventory.ts'
import type { findLateChanges } from './late/find-late-changes.ts'
import { keepClosed } from './late/keep-closed.ts'
import type { ClosedDay } from './late/keep-closed.ts'
import type { MeasureDay } from './late/measure-late.ts'
import { measureDays } from './measure-days.ts'
import { ledgerKey } from './load/ledger-key.ts'
import { describeLayouts } from './plan/describe-layouts.ts'
import type { Layouts } from './plan/describe-layouts.ts'
import { listFound } from './plan/list-found.ts'
import type { DayRange } from './plan/day-range.ts'
import { planSync } from './plan/plan-sync.ts'
import type { SyncPlan } from './plan/plan-sync.ts'
import { recordFound } from './load/record-found.ts'
import { withExclusions } from './shape/exclusions.ts'
import { settingsOn } from './shape/settings-on.ts'
import { settingsVersion } from './shape/settings-version.ts'
import { obsoleteKeys, signalKeys } from './shape/signal-keys.ts'
import type { Scope } from './shape/work.ts'

export type { DayRange } from './plan/day-range.ts'

/** What is to be loaded of an asset, and what it was compared with. */
export interface LateDays {
  readonly plan: SyncPlan
  readonly inventory: Inventory
  readonly layouts: Layouts | undefined
  /** What loads would change of days of closed months, which are not among those of the plan. */
  readonly late: readonly LateChange[]
}

/**
 * Finds which of the days from `first` to `last` the Target lacks or holds otherwise than the Source:
 * one request to the Connector, or some where it counts fewer days at once, and two queries. What the Source
 * holds is written down in the Target, for who looks at it later. Days of closed months are not to be loaded: what that
 * would change is measured, and written down too.
 */
export async function findLateDays(
  connector: ConnectorClient,
  target: Target,
  settings: EtlSettings,
  scope: Scope,
  range: DayRange,
): Promise<LateDays> {
  const seenAt = Date.now() * 1000
  await demandOrder(connector, settings)
  const [inventory, known] = await Promise.all([
    fetchInventory(connector, settings, scope, intervalOf(range, settings)),
    readKnown(target, settings, scope, range),
  ])
  await recordFound(target, settings, seenAt, listFound(inventory, known.ledger, scope, range))
  const { closed, ...found } = compareDays(inventory, known, scope, range)
  const measure: MeasureDay = async (variables, day) =>
    (await measureDays(connector, known.settings, { ...scope, variables }, [day]))[0]
  const months = known.closed
  const question = { settings: known.settings, scope, range, closed, months, inventory, measure }
  return { ...found, late: await lateChanges(target, question) }
}

/** Loaded on demand: most ranges have no closed month. */
export async function lateChanges(
  ...given: Parameters<typeof findLateChanges>
): ReturnType<typeof findLateChanges> {
  if (given[1].months.length === 0) return []
  const { findLateChanges } = await import('./late/find-late-changes.ts')
  return findLateChanges(...given)
}

/** All of the days, but for bins that are not closed. */
export function intervalOf({ first, last }: DayRange, settings: EtlSettings): Interval {
  return {
    start: dayInterval(first, settings.timeZone).start,
    end: closedDay(last, settings).interval.end,
  }
}

/** With what may lead into it: exclusions there are of the days too. */
export function withLead({ start, end }: Interval): Interval {
  return { start: start - longestLead, end }
}

/**
 * What the Target knows of days, and of those beside them: days of another time zone reach into these. And the settings with
 * what is excluded by hand.
 */
export async function readKnown(
  target: Target,
  settings: EtlSettings,
  scope: Scope,
  range: DayRange,
  inForce?: InForce,
) {
  const { first, last } = range
  const { closed, excluded } =
    inForce ?? (await findInForce(target, withLead(intervalOf(range, settings))))
  const { periodSeconds, statistics } = settings
  const query = { ...scope, periodSeconds, from: first, to: last }
  const beside = { ...query, from: addDays(first, -2), to: addDays(last, 2) }
  const ledger = addLabels(await readLedger(target, beside), settings)
  return {
    ledger,
    missing: await findMissingValues(target, { ...query, statistics }),
    closed: closed.filter(({ asset }) => asset === scope.asset),
    settings: withExclusions(settings, scope.asset, excluded),
  }
}

/** What the Source holds, beside what the Target knows. */
export function compareDays(
  inventory: Inventory,
  { ledger, missing, closed, settings }: Awaited<ReturnType<typeof readKnown>>,
  scope: Scope,
  { first, last }: DayRange,
): Omit<LateDays, 'late'> & { readonly closed: readonly ClosedDay[] } {
  const all = planSync(listDays(first, last), inventory, ledger, settings, scope, missing)
  const kept = keepClosed(all, closed, ledger, settings, scope)
  return { ...kept, inventory, layouts: describeLayouts(ledger, settings) }
}

/** Deletes a day's values, of these signals, since the Source has no rows of it any more. */
export async function emptyDay(
  target: Target,
  settings: EtlSettings,
  scope: Scope,
  units: ReadonlyMap<string, string>,
  day: Day,
): Promise<number> {
  const kinds = findKinds(settings, scope, units)
  const [keys, others] = [signalKeys, obsoleteKeys].map((of) => of(settings, scope, kinds))
  const { ids } = await ensureAllSignals(target, keys!, units, others!)
  const interval = dayInterval(day, settings.timeZone)
  const none = new Float64Array(0)
  const { asset, variables } = scope
  const { periodSeconds } = settings
  const [changes] = await loadWindow(target, {
    days: [interval],
    series: [...ids.values()].map((id) => ({ id, time: none, values: none })),
    ledger: variables.map((variable) => ({
      ...ledgerKey(settings, asset, day, variable),
      interval,
      status: 'no-source-data',
      targetRows: 0,
      settingsVersion: settingsVersion({
        settings: settingsOn(settings, day),
        variable,
        kind: kinds.get(variable)!.kind,
      }),
      startedAt: Date.now() * 1000,
    })),
    reasons: { asset, periodSeconds, variables, bins: [] },
  })
  return changes!.deleted
}
