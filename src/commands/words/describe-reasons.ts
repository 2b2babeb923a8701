import type { ReasonCounts, ReasonFacts } from '../../etl/aggregate/count-reasons.ts'
import { listReasons } from '../../frame/list-reasons.ts'
import { listRemarks } from './fold-remarks.ts'

/** What the Source says of rows without a value, and of values that it doubts; nothing where it says nothing. */
export function describeReasons(facts: Readonly<Record<string, ReasonFacts>>): string {
  const list = (member: keyof ReasonFacts) =>
    Object.entries(facts).flatMap(([variable, { [member]: counts }]) =>
      counts === undefined ? [] : [`${variable} ${listReasons(counts)}`],
    )
  const [without, kept] = [list('reasons'), list('keptReasons')]
  return [
    ...(without.length > 0 ? [`; no value, as the Source says: ${listRemarks(without)}`] : []),
    ...(kept.length > 0 ? [`; kept, though the Source says: ${listRemarks(kept)}`] : []),
  ].join('')
}

/** By variable, as the JSON of several days has them. */
export interface SummedReasons {
  readonly reasons?: Readonly<Record<string, ReasonCounts>>
  readonly keptReasons?: Readonly<Record<string, ReasonCounts>>
}

/** The sums of days, by variable; a member that would be empty is not there. */
export function sumReasons(days: readonly Readonly<Record<string, ReasonFacts>>[]): SummedReasons {
  return { ...sumOf(days, 'reasons'), ...sumOf(days, 'keptReasons') }
}

function sumOf(
  days: readonly Readonly<Record<string, ReasonFacts>>[],
  member: keyof ReasonFacts,
): SummedReasons {
  const sums = new Map<string, Map<string, number>>()
  for (const day of days) {
    for (const [variable, { [member]: counts }] of Object.entries(day)) {
      if (counts === undefined) continue
      const sum = sums.get(variable) ?? new Map<string, number>()
      for (const [name, count] of Object.entries(counts)) {
        sum.set(name, (sum.get(name) ?? 0) + count)
      }
      sums.set(variable, sum)
    }
  }
  if (sums.size === 0) return {}
  const byVariable = [...sums].map(
    ([variable, sum]) => [variable, Object.fromEntries(sum)] as const,
  )
  return { [member]: Object.fromEntries(byVariable) }
}

/** In words, as `describeReasons` has them. */
export function describeSummed({ reasons = {}, keptReasons = {} }: SummedReasons): string {
  const names = new Set([...Object.keys(reasons), ...Object.keys(keptReasons)])
  return describeReasons(
    Object.fromEntries(
      [...names].map((name): [string, ReasonFacts] => [
        name,
        {
          ...(reasons[name] === undefined ? {} : { reasons: reasons[name] }),
          ...(keptReasons[name] === undefined ? {} : { keptReasons: keptReasons[name] }),
        },
      ]),
    ),
  )
}
