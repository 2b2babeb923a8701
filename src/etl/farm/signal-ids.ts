import { asMinuanoError } from '../../errors/describe-error.ts'
import { MinuanoError } from '../../errors/minuano-error.ts'
import { quoteShort } from '../../errors/quote-short.ts'
import { signalName } from '../../signal/signal-name.ts'
import { codeOf } from '../../signal/statistic.ts'
import type { Asset } from '../../signal/asset.ts'
import type { SignalKey } from '../../signal/signal-name.ts'
import { ensureAllSignals } from '../../target/tables/ensure-signals.ts'
import type { EnsuredSignals } from '../../target/tables/ensure-signals.ts'
import type { Target } from '../../target/tables/schema.ts'
import type { MeasuredDay } from '../aggregate/measure-day.ts'
import { obsoleteKeys, signalKeys } from '../shape/signal-keys.ts'
import type { PlantAsset } from './plant-asset.ts'

/** Ids of a farm's signals, asked for once in a command: a thousand assets have 40,000. */
export interface SignalIds {
  /**
   * Makes the signals of assets that are not known yet, of kinds and units as a measured day has them. Gives the
   * assets whose signals cannot be, and why.
   */
  ensure(
    target: Target,
    assets: readonly PlantAsset[],
    variables: readonly string[],
    sample: MeasuredDay,
  ): Promise<ReadonlyMap<PlantAsset, MinuanoError>>
  /**
   * The ids, those of these keys among them, and what else the asset has as states and counters. A state that was not
   * met before gets its signals, by a connection of its own: the Target's may be at work. Throws `source-unavailable`
   * where another one is not: the Source has changed; `too-many-states` where a variable would have too many.
   */
  of(target: Target, asset: PlantAsset, keys: readonly SignalKey[]): Promise<EnsuredSignals>
  /** The ids of all signals of these assets, those of statistics that are not asked for any more too. */
  all(assets: readonly PlantAsset[]): number[]
  /** Once a load is over: gives `ten_minute_wide` the columns of states that were met in it for the first time. */
  settle(target: Target): Promise<void>
  /** Another has deleted signals: they are asked for again. */
  forget(): void
}

/** Their keys are let go before the next are made: those of a thousand assets would take 100 MB of memory. */
const assetsAtOnce = 100

export function createSignalIds(): SignalIds {
  const ids = new Map<string, number>()
  /** Of an asset its ids, or why it has none. */
  const known = new Map<PlantAsset, readonly number[] | MinuanoError>()
  /** Signals that only states and counters have, by asset. */
  const special = new Map<Asset, SignalKey[]>()
  let isNew = false
  const remember = (key: SignalKey) => {
    const own = special.get(key.asset)
    if (own === undefined) special.set(key.asset, [key])
    else if (own.every((other) => signalName(other) !== signalName(key))) own.push(key)
  }
  return {
    async ensure(target, assets, variables, sample) {
      const fresh = assets.filter((asset) => !known.has(asset))
      const twice = findCollisions(assets, variables, sample)
      const wanted = fresh.filter((asset) => !twice.has(asset))
      const make = async (some: readonly PlantAsset[]) => {
        const of = (make: typeof signalKeys) =>
          some.map(({ asset, settings }) => make(settings, { asset, variables }, sample.kinds))
        const [keys, others] = [of(signalKeys), of(obsoleteKeys)]
        const found = await ensureAllSignals(target, keys.flat(), sample.units, others.flat())
        for (const [name, id] of found.ids) ids.set(name, id)
        for (const key of found.special) remember(key)
        for (const [index, asset] of some.entries()) {
          const own = [...keys[index]!, ...others[index]!, ...(special.get(asset.asset) ?? [])]
          const names = new Set(own.map(signalName))
          known.set(
            asset,
            [...names].flatMap((name) => found.ids.get(name) ?? []),
          )
        }
      }
      for (let from = 0; from < wanted.length; from += assetsAtOnce) {
        const some = wanted.slice(from, from + assetsAtOnce)
        try {
          await make(some)
        } catch (error) {
          if (!isRefused(error)) throw error
          // A name is another signal's: whose is found out one by one.
          for (const asset of some) {
            await make([asset]).catch((fault: unknown) => {
              if (!isRefused(fault)) throw fault
              known.set(asset, asMinuanoError(fault))
            })
          }
        }
      }
      for (const [asset, error] of twice) known.set(asset, error)
      return new Map(
        assets.flatMap((asset): [PlantAsset, MinuanoError][] => {
          const error = known.get(asset)
          return error instanceof MinuanoError ? [[asset, error]] : []
        }),
      )
    },
    async of(target, { asset }, keys) {
      const unknown = keys.filter((key) => !ids.has(signalName(key)))
      if (unknown.length > 0 && unknown.every(({ statistic }) => codeOf(statistic) !== undefined)) {
        // Loaded on demand: most farms have no states, and those that have meet few new ones.
        const { makeSignals } = await import('../../target/tables/make-signals.ts')
        const { refuseManyCodes } = await import('../../target/tables/refuse-many-codes.ts')
        refuseManyCodes([...(special.get(asset) ?? []), ...unknown])
        for (const [name, id] of await makeSignals(target, unknown)) ids.set(name, id)
        unknown.forEach(remember)
        isNew = true
      }
      if (keys.every((key) => ids.has(signalName(key)))) {
        return { ids, special: special.get(asset) ?? [] }
      }
      throw new MinuanoError(
        'source-unavailable',
        'a unit of the Source changed while it was read: try again',
      )
    },
    all(assets) {
      return assets.flatMap((asset) => {
        const own = known.get(asset)
        return own === undefined || own instanceof MinuanoError ? [] : own
      })
    },
    async settle(target) {
      if (!isNew) return
      isNew = false
      const { keepWideView } = await import('../../target/tables/keep-wide-view.ts')
      await keepWideView(target)
    },
    forget() {
      ids.clear()
      known.clear()
      special.clear()
    },
  }
}

function isRefused(error: unknown): boolean {
  return error instanceof MinuanoError && error.code === 'target-refused'
}

/** Assets of which signals would have the same name: `a.b` with a variable `c`, and `a` with `b.c`. */
function findCollisions(
  assets: readonly PlantAsset[],
  variables: readonly string[],
  { kinds }: MeasuredDay,
): Map<PlantAsset, MinuanoError> {
  const owners = new Map<string, PlantAsset>()
  const found = new Map<PlantAsset, MinuanoError>()
  for (const one of assets) {
    for (const key of signalKeys(one.settings, { asset: one.asset, variables }, kinds)) {
      const name = signalName(key)
      const other = owners.get(name)
      if (other === undefined) owners.set(name, one)
      else if (other !== one) {
        const error = new MinuanoError(
          'target-refused',
          `the assets ${quoteShort(other.asset)} and ${quoteShort(one.asset)} would both have a signal ${quoteShort(name)}: load one of them, by MINUANO_ASSETS, or give a variable another name, by SOURCE_COLUMNS`,
        )
        found.set(other, error)
        found.set(one, error)
      }
    }
  }
  return found
}
