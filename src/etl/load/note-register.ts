import { asMinuanoError } from '../../errors/describe-error.ts'
import { say } from '../../log/say.ts'
import type { Asset } from '../../signal/asset.ts'
import { listStateCodes } from '../shape/list-state-codes.ts'
import { writeRegister } from '../../target/register/write-register.ts'
import type { RegisterEntry } from '../../target/register/register-entry.ts'
import type { Target } from '../../target/tables/schema.ts'
import type { PlantAsset } from '../farm/plant-asset.ts'
import type { EtlSettings } from '../shape/etl-settings.ts'
import type { Work } from '../shape/work.ts'

type Assets = readonly Pick<PlantAsset, 'asset' | 'settings'>[]

/**
 * Writes what the assets are that are about to be loaded, where the Target's register says otherwise. Days are loaded
 * all the same where that fails: it is said.
 */
export async function noteRegister(
  target: Target,
  settings: EtlSettings,
  work: Work | readonly { readonly assets: Assets }[],
): Promise<void> {
  const assets: Assets =
    'days' in work
      ? work.assets.map((asset) => ({ asset, settings }))
      : work.flatMap(({ assets }) => assets)
  const register = new Map<Asset, readonly RegisterEntry[]>(
    assets.map((one) => [one.asset, one.settings.register ?? []]),
  )
  try {
    await writeRegister(target, register)
    if (settings.states === undefined) return
    // Loaded on demand: few settings name states.
    const { writeStateCodes } = await import('../../target/register/write-state-codes.ts')
    await writeStateCodes(target, listStateCodes(settings.states))
  } catch (error) {
    say(`the Target's register of assets was not written: ${asMinuanoError(error).message}`)
  }
}
