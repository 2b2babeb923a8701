import type { CounterFacts } from '../../etl/aggregate/kinds/count-up.ts'
import { listKindCounts } from '../../signal/list-kind-counts.ts'
import { listRemarks } from './fold-remarks.ts'

type ByVariable = Readonly<Record<string, CounterFacts>>

const members = ['resets', 'rollovers', 'corrections', 'drops'] as const

/** What became of counters beside growing; nothing where they only grew. */
export function describeCounters(facts: ByVariable): string {
  const parts = Object.entries(sumCounters([facts]).counters ?? {}).map(
    ([variable, of]) => `${variable} ${listKindCounts({ ...of })}`,
  )
  return parts.length === 0 ? '' : `; counters: ${listRemarks(parts, ', ')}`
}

/** By variable, as the JSON of several days has them. */
export interface SummedCounters {
  readonly counters?: ByVariable
}

/** The sums of days; a member that would be empty is not there. */
export function sumCounters(days: readonly ByVariable[]): SummedCounters {
  const sums: Record<string, Partial<Record<keyof CounterFacts, number>>> = {}
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
  return Object.keys(sums).length === 0 ? {} : { counters: sums }
}
