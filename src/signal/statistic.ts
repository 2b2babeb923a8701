/**
 * What can be computed for each bin of a variable that is measured. `std` divides by n-1 (the sample standard
 * deviation), but where a variable has its own minute statistics: there it is the population's; `count` is the number
 * of samples.
 */
export const statistics = ['mean', 'min', 'max', 'std', 'count'] as const

export type Statistic = (typeof statistics)[number]

/** What a bin of a state or a counter has beside the seconds in each state: `increase` of a counter, `mode` of a state. */
export const otherStatistics = ['increase', 'last', 'mode'] as const

/** What a signal may be: of a state also the seconds in which it was so, by its code. */
export type SignalStatistic = Statistic | (typeof otherStatistics)[number] | `seconds_${string}`

export function isStatistic(text: string): text is Statistic {
  return (statistics as readonly string[]).includes(text)
}

/** The seconds in a state: `seconds_3`; of a negative code `seconds_m1`, a name that SQL takes without quotes. */
export function secondsIn(code: number): `seconds_${string}` {
  return `seconds_${code < 0 ? 'm' : ''}${Math.abs(code)}`
}

/** The code of a state whose seconds a statistic has; `undefined` for every other. */
export function codeOf(statistic: string): number | undefined {
  const [, sign, digits] = /^seconds_(m?)(\d+)$/.exec(statistic) ?? []
  if (digits === undefined) return undefined
  return sign === 'm' ? -Number(digits) : Number(digits)
}

/** The order in which statistics of a variable are listed: as they are named here, seconds by their code. */
export function compareStatistics(a: string, b: string): number {
  const [first, second] = [codeOf(a), codeOf(b)]
  if (first !== undefined && second !== undefined) return first - second
  return rankOf(a) - rankOf(b)
}

const order: readonly string[] = [...statistics, ...otherStatistics]

/** Seconds come last. */
function rankOf(statistic: string): number {
  const rank = order.indexOf(statistic)
  return rank < 0 ? order.length : rank
}

/** Whether it is one that a release of ours writes. */
export function isSignalStatistic(text: string): text is SignalStatistic {
  return order.includes(text) || codeOf(text) !== undefined
}

/** What a statistic is in, of a variable in this unit: seconds in a state are in seconds, and a code has no unit. */
export function unitOf(statistic: SignalStatistic, unit: string | undefined): string | undefined {
  return codeOf(statistic) === undefined ? unit : 's'
}
