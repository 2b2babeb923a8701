import type { Interval } from '../../time/interval.ts'

/** By variable: what of an asset's time somebody excluded by hand; intervals in order and apart. */
export type Excluded = ReadonlyMap<string, readonly Interval[]>
