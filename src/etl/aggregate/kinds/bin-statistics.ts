import type { SignalStatistic } from '../../../signal/statistic.ts'

/** Statistics of bins, by name; NaN where one is not defined. */
export type BinStatistics = Readonly<Partial<Record<SignalStatistic, Float64Array>>>
