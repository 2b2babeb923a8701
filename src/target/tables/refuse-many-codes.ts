import { MinuanoError } from '../../errors/minuano-error.ts'
import { codeOf } from '../../signal/statistic.ts'
import type { SignalKey } from '../../signal/signal-name.ts'

/** Codes that a variable of an asset may have in all: each is a signal. */
export const mostCodes = 500

/** Throws `too-many-states` where a variable of an asset would have more codes than a state has, at one bin width. */
export function refuseManyCodes(keys: Iterable<SignalKey>): void {
  const counts = new Map<string, Set<string>>()
  for (const { asset, variable, statistic, periodSeconds } of keys) {
    if (codeOf(statistic) === undefined) continue
    const of = JSON.stringify([asset, variable, periodSeconds])
    const codes = counts.get(of) ?? new Set()
    counts.set(of, codes.add(statistic))
    if (codes.size > mostCodes) {
      throw new MinuanoError(
        'too-many-states',
        `${variable}${asset === '' ? '' : ` of ${asset}`} has more than ${mostCodes} codes in all that was loaded, and a state has few: nothing of the day was loaded. If it is measured, leave its kind out of MINUANO_KINDS; codes that mean no state MINUANO_RANGES leaves out`,
      )
    }
  }
}
