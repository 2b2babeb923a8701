import { eraOn } from '../../config/asset-eras.ts'
import type { AssetEra } from '../../config/asset-eras.ts'
import type { Config } from '../../config/settings.ts'
import { minutesAreOf } from '../../config/minutes-are-of.ts'
import type { RegisterEntry } from '../../target/register/register-entry.ts'

type Said = Pick<Config, 'ratedPower' | 'minutesAre' | 'stdColumns'>

/**
 * What the register says of an asset: an entry for each of its eras, and one of what all have before the first that
 * has a day; none where the settings say nothing that is in it.
 */
export function registerOf(config: Said, eras: readonly AssetEra[]): RegisterEntry[] {
  const ofAll: AssetEra = { validFrom: null }
  const all = eraOn(eras, '0001-01-01') === undefined ? [ofAll, ...eras] : eras
  return all.map((era) => entryOf(era, config)).filter(isSaid)
}

function entryOf(era: AssetEra, config: Said): RegisterEntry {
  return {
    validFrom: era.validFrom,
    type: era.type ?? null,
    ratedPower: era.ratedPower ?? config.ratedPower ?? null,
    hubHeight: era.hubHeight ?? null,
    rotorDiameter: era.rotorDiameter ?? null,
    latitude: era.latitude ?? null,
    longitude: era.longitude ?? null,
    cutInSpeed: era.cutInSpeed ?? null,
    minutesAre: minutesAreOf(config) ?? null,
  }
}

function isSaid(entry: RegisterEntry): boolean {
  return Object.entries(entry).some(([name, value]) => name !== 'validFrom' && value !== null)
}
