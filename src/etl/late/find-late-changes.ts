import { describeError } from '../../errors/describe-error.ts'
import { say } from '../../log/say.ts'
import type { ClosedMonth } from '../../target/ledger/closed-month.ts'
import { writeLateChanges } from '../../target/ledger/write-late-changes.ts'
import { listLateChanges } from '../../target/read/list-late-changes.ts'
import type { LateChange } from '../../target/read/list-late-changes.ts'
import type { Target } from '../../target/tables/schema.ts'
import type { Inventory } from '../extract/inventory.ts'
import type { EtlSettings } from '../shape/etl-settings.ts'
import type { Scope } from '../shape/work.ts'
import type { DayRange } from '../plan/day-range.ts'
import type { ClosedDay } from './keep-closed.ts'
import { measureLate } from './measure-late.ts'
import type { MeasureDay } from './measure-late.ts'

interface LateQuestion {
  readonly settings: EtlSettings
  readonly scope: Scope
  readonly range: DayRange
  readonly closed: readonly ClosedDay[]
  /** Those of the asset that share an instant with the range: without any there is nothing late. */
  readonly months: readonly ClosedMonth[]
  readonly inventory: Pick<Inventory, 'days' | 'units' | 'holds'>
  readonly measure: MeasureDay
}

/** What loads would change of days of closed months: measured where it is not known yet, and written down. */
export async function findLateChanges(
  target: Target,
  { settings, scope, range, closed, months, inventory, measure }: LateQuestion,
): Promise<readonly LateChange[]> {
  if (months.length === 0) return []
  const { asset, variables } = scope
  const { periodSeconds } = settings
  const query = { assets: [asset], variables, periodSeconds, from: range.first, to: range.last }
  const known = await listLateChanges(target, query)
  if (known.length === 0 && closed.length === 0) return []
  const onFault = (day: string, message: string) =>
    say(`what ${day} would become, of a closed month, could not be measured: ${message}`)
  const options = { measure, known, onFault }
  const changes = await measureLate(target, settings, scope, closed, inventory, options)
  try {
    await writeLateChanges(target, query, changes)
  } catch (error) {
    say(`late data in a closed month was not written down in the Target: ${describeError(error)}`)
  }
  return changes
}
