import type { Asset } from '../signal/asset.ts'
import type { Day } from '../time/day.ts'

/** How many days there are of each kind; what is missing is in no figure, and none is filled in. */
export interface DayCounts {
  /** Days of the period that have begun. */
  readonly asked: number
  readonly loaded: number
  readonly open: number
  readonly failed: number
  readonly noSourceData: number
  /** The ledger does not know them. */
  readonly notLoaded: number
  /** A day of another time zone took a part; they are among the others. */
  readonly cut: number
}

/** The figures of an asset, or of all of them together, in a period. `null`: there is none; what is withheld has a reason. */
export interface Figures {
  /** `null`: the farm. */
  readonly asset: Asset | null
  readonly period: string
  readonly from: Day
  readonly to: Day
  /** Of the period, until now; of a farm those of its assets together. */
  readonly hours: number
  readonly days: DayCounts
  readonly windVariable: string | null
  readonly windUnit: string | null
  /** The part of all samples of the period that is valid, 0 to 1. */
  readonly windCoverage: number | null
  /** Bins of loaded days that have no mean. */
  readonly windBinsMissing: number | null
  /** Hours of bins that have a mean. */
  readonly windHours: number | null
  readonly meanWind: number | null
  readonly greatestWind: number | null
  readonly greatestWindOf: 'samples' | 'means' | null
  readonly powerVariable: string | null
  readonly powerUnit: string | null
  readonly powerCoverage: number | null
  readonly powerBinsMissing: number | null
  /** Hours of bins that have a mean. */
  readonly powerHours: number | null
  readonly meanPower: number | null
  readonly exportedKwh: number | null
  readonly importedKwh: number | null
  readonly energyWithheld: string | null
  readonly counterVariable: string | null
  readonly counterKwh: number | null
  /** What the mean power says more than the counter, as a part of what the counter says, of the days that have both. */
  readonly counterDifference: number | null
  readonly ratedKwh: number | null
  readonly capacityFactor: number | null
  readonly capacityFactorWithheld: string | null
  readonly hoursAtRated: number | null
  readonly hoursNoPowerInWind: number | null
  /** Hours of bins that have both means: what `hoursNoPowerInWind` was looked for in. */
  readonly windAndPowerHours: number | null
}
