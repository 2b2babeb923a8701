import { MinuanoError } from '../../../errors/minuano-error.ts'
import { secondsIn } from '../../../signal/statistic.ts'
import type { BinStatistics } from './bin-statistics.ts'

/** Codes that a variable may have in a day: each is a signal of its own. */
export const mostCodesADay = 100

/** How long a state was which, bin by bin. */
export interface StateCollector {
  /** In the order of time. */
  add(bin: number, code: number, seconds: number): void
  /**
   * By bin: the `last` state, the `mode`, in which it was for most of the time (of several the lowest code), and the
   * seconds in each that it was in, by code; NaN where there is none.
   */
  finish(): BinStatistics
}

/** Throws `too-many-states` where a day has more codes than a state has. */
export function collectStates(variable: string, bins: number): StateCollector {
  const none = () => new Float64Array(bins).fill(NaN)
  const last = none()
  const seconds = new Map<number, Float64Array>()
  const listOf = (code: number) => {
    const known = seconds.get(code)
    if (known !== undefined) return known
    if (seconds.size === mostCodesADay) throw tooManyStates(variable)
    const made = none()
    seconds.set(code, made)
    return made
  }
  return {
    add(bin, given, length) {
      // A zero may have a sign.
      const code = given === 0 ? 0 : given
      const list = listOf(code)
      list[bin] = (Number.isNaN(list[bin]!) ? 0 : list[bin]!) + length
      last[bin] = code
    },
    finish() {
      const codes = [...seconds.keys()].sort((a, b) => a - b)
      const mode = last.map((_, bin) => {
        let [most, found] = [0, NaN]
        for (const code of codes) {
          const length = seconds.get(code)![bin]!
          if (length > most) [most, found] = [length, code]
        }
        return found
      })
      return {
        last,
        mode,
        ...Object.fromEntries(codes.map((code) => [secondsIn(code), seconds.get(code)!])),
      }
    },
  }
}

function tooManyStates(variable: string): MinuanoError {
  return new MinuanoError(
    'too-many-states',
    `${variable} has more than ${mostCodesADay} codes in a day, and a state has few: nothing of the day was loaded. If it is measured, leave its kind out of MINUANO_KINDS or set ${variable}=scalar; if it counts, ${variable}=counter; codes that mean no state MINUANO_RANGES leaves out`,
  )
}
