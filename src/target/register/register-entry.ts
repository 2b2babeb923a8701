import type { Asset } from '../../signal/asset.ts'
import type { Day } from '../../time/day.ts'

export type MinutesAre = 'samples' | 'averages' | 'own-std'

/** What an asset is from a day on. `null`: not said. */
export interface RegisterEntry {
  /** `null`: since ever. */
  readonly validFrom: Day | null
  readonly type: string | null
  /** In the unit of the asset's power. */
  readonly ratedPower: number | null
  /** Metres. */
  readonly hubHeight: number | null
  readonly rotorDiameter: number | null
  /** Degrees, WGS 84. */
  readonly latitude: number | null
  readonly longitude: number | null
  /** m/s. */
  readonly cutInSpeed: number | null
  /** What its rows in the Source are; `own-std`: those of the wind speed have a standard deviation of their own. */
  readonly minutesAre: MinutesAre | null
}

/** What the register says of some assets: of one without entries nothing. */
export type Register = ReadonlyMap<Asset, readonly RegisterEntry[]>
