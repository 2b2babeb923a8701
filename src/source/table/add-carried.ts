import { addDays } from '../../time/day.ts'
import type { Day } from '../../time/day.ts'
import type { DayInventory, VariableInventory } from '../source.ts'
import type { Carried } from './carry-days.ts'

/**
 * Days with what they begin with, by their number from 1 on: of the variables that hold. One that has nothing else is
 * added, with every variable asked for.
 */
export function addCarried(
  days: readonly DayInventory[],
  carried: ReadonlyMap<number, readonly (Carried | undefined)[]> | undefined,
  held: readonly string[],
  variables: readonly string[],
  first: Day,
): DayInventory[] {
  if (carried === undefined) return [...days]
  const byDay = new Map(days.map((day) => [day.day, day]))
  const none = nothingOf(variables)
  for (const [number, ofDay] of carried) {
    const day = addDays(first, number - 1)
    const known = byDay.get(day) ?? { day, rows: 0, variables: none }
    const entries: Record<string, VariableInventory> = { ...known.variables }
    for (const [index, one] of ofDay.entries()) {
      const name = held[index]!
      if (one !== undefined) entries[name] = addTo(entries[name]!, one)
    }
    byDay.set(day, { ...known, variables: entries })
  }
  return [...byDay.values()].sort((a, b) => (a.day < b.day ? -1 : 1))
}

/** What a day has of each of the variables where it has no row of any. */
export function nothingOf(variables: readonly string[]): Record<string, VariableInventory> {
  return Object.fromEntries(variables.map((name) => [name, { values: 0, fingerprint: '0' }]))
}

function addTo(entry: VariableInventory, { rows, sum }: Carried): VariableInventory {
  const fingerprint = String(BigInt(entry.fingerprint) + sum)
  return { ...entry, fingerprint, ...(rows > 0 && { held: rows }) }
}
