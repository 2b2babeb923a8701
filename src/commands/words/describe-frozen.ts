import type { SampleFacts } from '../../etl/aggregate/sample-facts.ts'
import { listRemarks } from './fold-remarks.ts'

/** What was frozen and used all the same; nothing where nothing was. */
export function describeFrozen(samples: Readonly<Record<string, FrozenFacts>>): string {
  const parts = Object.entries(samples).flatMap(([variable, { frozen = 0, leftOut }]) => {
    const used = frozen - (leftOut?.frozen ?? 0)
    return used > 0 ? [`${used} of ${variable}`] : []
  })
  return parts.length === 0 ? '' : `; frozen, and used: ${listRemarks(parts, ', ')}`
}

/** What was left out of statistics since the settings want it so, in words. */
export function listLeftOut(samples: Readonly<Record<string, FrozenFacts>>): string[] {
  return Object.entries(samples).flatMap(([variable, { leftOut = {} }]) =>
    Object.entries(leftOut).map(([what, count]) => `${count} of ${variable} ${what}`),
  )
}

type FrozenFacts = Pick<SampleFacts, 'frozen' | 'leftOut'>

/** Sums of days by variable; a member that would be empty is not there. */
export interface SummedFrozen {
  readonly frozen?: Readonly<Record<string, number>>
  readonly leftOut?: Readonly<Record<string, NonNullable<SampleFacts['leftOut']>>>
}

export function sumFrozen(days: readonly Readonly<Record<string, FrozenFacts>>[]): SummedFrozen {
  const frozen: Record<string, number> = {}
  const leftOut: Record<string, Record<string, number>> = {}
  for (const [variable, facts] of days.flatMap((day) => Object.entries(day))) {
    if (facts.frozen !== undefined) frozen[variable] = (frozen[variable] ?? 0) + facts.frozen
    for (const [what, count] of Object.entries(facts.leftOut ?? {})) {
      const of = (leftOut[variable] ??= {})
      of[what] = (of[what] ?? 0) + count
    }
  }
  return {
    ...(Object.keys(frozen).length > 0 && { frozen }),
    ...(Object.keys(leftOut).length > 0 && { leftOut }),
  }
}

/** In words, what is used and what is left out. */
export function describeSummedFrozen({ frozen = {}, leftOut = {} }: SummedFrozen): string {
  const names = [...new Set([...Object.keys(frozen), ...Object.keys(leftOut)])]
  const samples = Object.fromEntries(
    names.map((name): [string, FrozenFacts] => [
      name,
      {
        ...(frozen[name] !== undefined && { frozen: frozen[name] }),
        ...(leftOut[name] !== undefined && { leftOut: leftOut[name] }),
      },
    ]),
  )
  const left = listLeftOut(samples)
  const words =
    left.length === 0 ? '' : `; left out, as the settings want: ${listRemarks(left, ', ')}`
  return `${words}${describeFrozen(samples)}`
}
