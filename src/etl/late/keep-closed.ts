import { findClosed } from '../../target/ledger/closed-month.ts'
import type { ClosedMonth } from '../../target/ledger/closed-month.ts'
import { isLoaded } from '../../target/ledger/is-loaded.ts'
import type { LedgerRow } from '../../target/read/read-ledger.ts'
import { dayInterval } from '../../time/day.ts'
import type { Day } from '../../time/day.ts'
import type { EtlSettings } from '../shape/etl-settings.ts'
import type { Scope } from '../shape/work.ts'
import type { DayToSync, SyncPlan } from '../plan/plan-sync.ts'

/** A day of a closed month that would be loaded, or emptied, and is not. */
export interface ClosedDay extends DayToSync {
  readonly month: ClosedMonth
}

/** Takes out of a plan the days that have an instant of a closed month: they are named apart, with why they would be loaded. */
export function keepClosed(
  plan: SyncPlan,
  closed: readonly ClosedMonth[],
  ledger: readonly LedgerRow[],
  { timeZone }: Pick<EtlSettings, 'timeZone'>,
  { asset, variables }: Scope,
): { readonly plan: SyncPlan; readonly closed: readonly ClosedDay[] } {
  const monthOf = (day: Day) => findClosed(closed, asset, dayInterval(day, timeZone))
  if (closed.every((month) => month.asset !== asset)) return { plan, closed: [] }
  const loaded = new Set(ledger.filter(isLoaded).map(({ day, variable }) => `${day} ${variable}`))
  const kept = new Map<Day, ClosedDay & { readonly reasons: Record<string, readonly string[]> }>()
  const isOpen = (day: Day, reasons: DayToSync['reasons']) => {
    const month = monthOf(day)
    if (month === undefined) return true
    kept.set(day, { day, month, reasons: { ...kept.get(day)?.reasons, ...reasons } })
    return false
  }
  const open: SyncPlan = {
    load: plan.load.filter(({ day, reasons }) => isOpen(day, reasons)),
    emptied: plan.emptied.filter((day) => {
      const lost = variables.filter((variable) => loaded.has(`${day} ${variable}`))
      return isOpen(day, { 'the Source has no rows of it any more': lost })
    }),
    emptiedVariables: plan.emptiedVariables.filter((of) =>
      isOpen(of.day, { 'the Source has no values of it any more': of.variables }),
    ),
  }
  return { plan: open, closed: [...kept.values()].sort((a, b) => (a.day < b.day ? -1 : 1)) }
}
