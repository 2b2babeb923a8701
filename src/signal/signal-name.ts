import { formatPeriod } from '../time/period.ts'
import type { SignalStatistic } from './statistic.ts'

/** One statistic of one variable of one asset at one bin width. */
export interface SignalKey {
  /** Empty for the brief's single asset. */
  readonly asset: string
  readonly variable: string
  readonly statistic: SignalStatistic
  readonly periodSeconds: number
}

/** Ten minutes: the bin width that a signal's name leaves out. */
const usualPeriod = 600

/**
 * The signal's name: `wind_speed_mean`; another width or an asset shows in it (`wind_speed_mean_5m`,
 * `T01.wind_speed_mean`), so that unlike values never share a signal.
 */
export function signalName({ asset, variable, statistic, periodSeconds }: SignalKey): string {
  const prefix = asset === '' ? '' : `${asset}.`
  const suffix = periodSeconds === usualPeriod ? '' : `_${formatPeriod(periodSeconds)}`
  return `${prefix}${variable}_${statistic}${suffix}`
}
