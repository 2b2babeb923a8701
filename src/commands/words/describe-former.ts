import { listSome } from '../../errors/list-some.ts'
import type { DayOutcome } from '../../etl/day-outcome.ts'
import type { FormerChange } from '../../target/ledger/clear-former-days.ts'
import { isLoaded } from '../../target/ledger/is-loaded.ts'

/**
 * What became of days that were made in another time zone, where new ones took of them: a line of the values
 * that were deleted, and one of the days that were cut and not made again since.
 */
export function describeFormer(outcomes: readonly DayOutcome[]): string[] {
  const changes = outcomes.flatMap((day) => ('former' in day ? (day.former ?? []) : []))
  if (changes.length === 0) return []
  const remade = new Set(outcomes.filter(isLoaded).map(({ day }) => day))
  const deleted = changes.filter((change) => change.deleted > 0)
  const cut = changes.filter(({ day, isCut }) => isCut && !remade.has(day))
  const values = deleted.reduce((sum, change) => sum + change.deleted, 0)
  return [
    ...(values === 0
      ? []
      : [
          `${values} values of ${listDays(deleted)} as made in ${listZones(deleted)} belonged to no day any more and were deleted`,
        ]),
    ...(cut.length === 0
      ? []
      : [
          `${listDays(cut)}, made in ${listZones(cut)}, was cut, since a day in the time zone of the settings has a part of it: minuano status says what makes it again`,
        ]),
  ]
}

function listDays(changes: readonly FormerChange[]): string {
  return listSome([...new Set(changes.map(({ day }) => day))].sort(), 5)
}

function listZones(changes: readonly FormerChange[]): string {
  return [...new Set(changes.map(({ timeZone }) => timeZone))].join(' and ')
}
