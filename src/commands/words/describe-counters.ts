import type { MinuteFacts } from '../../etl/aggregate/kinds/aggregate-minutes.ts'
import type { CounterFacts } from '../../etl/aggregate/kinds/count-up.ts'
import { listKindCounts } from '../../signal/list-kind-counts.ts'
import { listRemarks } from './fold-remarks.ts'

type KindFacts = CounterFacts & MinuteFacts

type ByVariable<Facts = KindFacts> = Readonly<Record<string, Facts>>

const ofCounters = ['resets', 'rollovers', 'corrections', 'drops'] as const
const ofMinutes = ['withoutStd', 'withoutMin', 'withoutMax', 'withoutCount'] as const

/** What became of counters beside growing, and minutes that lack what others have; nothing where there is nothing to say. */
export function describeCounters(facts: ByVariable): string {
  const { counters = {}, minutes = {} } = sumCounters([facts])
  return `${describe('counters', counters)}${describe('minutes', minutes)}`
}

function describe(what: string, facts: ByVariable): string {
  const parts = Object.entries(facts).map(
    ([variable, of]) => `${variable} ${listKindCounts({ ...of })}`,
  )
  return parts.length === 0 ? '' : `; ${what}: ${listRemarks(parts, ', ')}`
}

/** By variable, as the JSON of several days has them. */
export interface SummedCounters {
  readonly counters?: ByVariable<CounterFacts>
  readonly minutes?: ByVariable<MinuteFacts>
}

/** The sums of days; a member that would be empty is not there. */
export function sumCounters(days: readonly ByVariable[]): SummedCounters {
  return { ...sumOf('counters', days, ofCounters), ...sumOf('minutes', days, ofMinutes) }
}

function sumOf(
  name: keyof SummedCounters,
  days: readonly ByVariable[],
  members: readonly (keyof KindFacts)[],
): SummedCounters {
  const sums: Record<string, Partial<Record<keyof KindFacts, number>>> = {}
  for (const day of days) {
    for (const [variable, of] of Object.entries(day)) {
      for (const member of members) {
        const count = of[member] ?? 0
        if (count === 0) continue
        const sum = (sums[variable] ??= {})
        sum[member] = (sum[member] ?? 0) + count
      }
    }
  }
  return Object.keys(sums).length === 0 ? {} : { [name]: sums }
}
