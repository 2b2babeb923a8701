import { MinuanoError } from '../../errors/minuano-error.ts'
import { isLoaded } from '../../target/ledger/is-loaded.ts'
import { readLedger } from '../../target/read/read-ledger.ts'
import type { LedgerRow } from '../../target/read/read-ledger.ts'
import type { Target } from '../../target/tables/schema.ts'
import type { Day } from '../../time/day.ts'
import type { MeasuredDay } from '../aggregate/measure-day.ts'
import type { EtlSettings } from '../shape/etl-settings.ts'
import type { Scope } from '../shape/work.ts'
import { recordFailure } from './record-failure.ts'

/** Days that are to be loaded of the same variables. */
export interface GuardedDays {
  readonly variables: readonly string[]
  readonly days: readonly MeasuredDay[]
}

/**
 * Takes out of days the variables that the Target has values of and the Source has none any more, all
 * being NULL or NaN, so that these are kept; the ledger says so. Gives the rest in groups of days with
 * the same variables: one group, of all of them, where nothing is taken out.
 */
export async function guardEmptied(
  target: Target,
  settings: EtlSettings,
  scope: Scope,
  days: readonly MeasuredDay[],
  startedAt: number,
): Promise<GuardedDays[]> {
  const { asset, variables } = scope
  const whole = [{ variables, days }]
  if (days.every((day) => variables.every((variable) => hasValues(day, variable)))) return whole
  const { periodSeconds } = settings
  const [from, to] = [days[0]!.day, days.at(-1)!.day]
  const ledger = await readLedger(target, { asset, periodSeconds, variables, from, to })
  const rows = new Map(ledger.map((row) => [`${row.day} ${row.variable}`, row]))
  const groups = new Map<string, { kept: string[]; variables: string[]; days: MeasuredDay[] }>()
  for (const day of days) {
    const isKept = (variable: string) =>
      !hasValues(day, variable) && holdsValues(rows.get(`${day.day} ${variable}`))
    const kept = variables.filter(isKept)
    const group = groups.get(kept.join()) ?? {
      kept,
      variables: variables.filter((variable) => !isKept(variable)),
      days: [],
    }
    group.days.push(day)
    groups.set(kept.join(), group)
  }
  for (const { kept, days } of groups.values()) {
    if (kept.length === 0) continue
    const names: Day[] = days.map(({ day }) => day)
    const error = new MinuanoError('no-source-data', 'the Source has no values any more')
    await recordFailure(target, settings, { asset, variables: kept }, names, startedAt, error)
  }
  return [...groups.values()].filter(({ variables }) => variables.length > 0)
}

/** Whether the ledger says that a load brought values. */
export function holdsValues(row: LedgerRow | undefined): boolean {
  return isLoaded(row) && (row.valid ?? 0) > 0
}

/** Whether the Source has samples of a variable, those that the statistics leave out too. */
export function hasValues({ samples }: MeasuredDay, variable: string): boolean {
  const { valid, outOfRange, ambiguous, conflicts = 0 } = samples.get(variable)!
  return valid + outOfRange + ambiguous + conflicts > 0
}
