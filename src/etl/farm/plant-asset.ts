import type { Asset } from '../../signal/asset.ts'
import type { EtlSettings } from '../shape/etl-settings.ts'

/** An asset of a Source whose rows name theirs. */
export interface PlantAsset {
  /** Its name in the Target. */
  readonly asset: Asset
  /** Its name in the Source, without the Target's prefix. */
  readonly source: Asset
  /** Those of all, with what it has for itself. */
  readonly settings: EtlSettings
}
