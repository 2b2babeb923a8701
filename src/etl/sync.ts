import type { Target } from '../target/tables/schema.ts'
import { loadWindow } from '../target/load/load-window.ts'
import { findMissingValues } from '../target/read/find-missing-values.ts'
import { readLedger } from '../target/read/read-ledger.ts'
import { ensureAllSignals } from '../target/tables/ensure-signals.ts'
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
import { ledgerKey } from './load/ledger-key.ts'
import { describeLayouts } from './plan/describe-layouts.ts'
import type { Layouts } from './plan/describe-layouts.ts'
import { listFound } from './plan/list-found.ts'
import { planSync } from './plan/plan-sync.ts'
import type { SyncPlan } from './plan/plan-sync.ts'
import { recordFound } from './load/record-found.ts'
import { settingsOn } from './shape/settings-on.ts'
import { settingsVersion } from './shape/settings-version.ts'
import { obsoleteKeys, signalKeys } from './shape/signal-keys.ts'
import type { Scope } from './shape/work.ts'

/** Days of the plant's time zone, both included. */
export interface DayRange {
  readonly first: Day
  readonly last: Day
}

/** What is to be loaded of an asset, and what it was compared with. */
export interface LateDays {
  readonly plan: SyncPlan
  readonly inventory: Inventory
  readonly layouts: Layouts | undefined
}

/**
 * Finds which of the days from `first` to `last` the Target lacks or holds otherwise than the Source:
 * one request to the Connector, or some where it counts fewer days at once, and two queries. What the Source
 * holds is written down in the Target, for who looks at it later.
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
  return compareDays(inventory, known, settings, scope, range)
}

/** All of the days, but for bins that are not closed. */
export function intervalOf({ first, last }: DayRange, settings: EtlSettings): Interval {
  return {
    start: dayInterval(first, settings.timeZone).start,
    end: closedDay(last, settings).interval.end,
  }
}

/** What the Target knows of days, and of those beside them: days of another time zone reach into these. */
export async function readKnown(
  target: Target,
  settings: EtlSettings,
  scope: Scope,
  { first, last }: DayRange,
) {
  const { periodSeconds, statistics } = settings
  const query = { ...scope, periodSeconds, from: first, to: last }
  const beside = { ...query, from: addDays(first, -2), to: addDays(last, 2) }
  const ledger = addLabels(await readLedger(target, beside), settings)
  return { ledger, missing: await findMissingValues(target, { ...query, statistics }) }
}

/** What the Source holds, beside what the Target knows. */
export function compareDays(
  inventory: Inventory,
  { ledger, missing }: Awaited<ReturnType<typeof readKnown>>,
  settings: EtlSettings,
  scope: Scope,
  { first, last }: DayRange,
): LateDays {
  const plan = planSync(listDays(first, last), inventory, ledger, settings, scope, missing)
  return { plan, inventory, layouts: describeLayouts(ledger, settings) }
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
