import type { Config } from '../../config/settings.ts'
import { listUnknown } from '../../errors/list-unknown.ts'
import { MinuanoError } from '../../errors/minuano-error.ts'
import { print } from '../../log/say.ts'
import type { Asset } from '../../signal/asset.ts'
import { exclude, undoExclusion } from '../../target/ledger/exclude.ts'
import { targetLimitsOf } from '../../target/limits.ts'
import { findTouchedDays, listVariables } from '../../target/read/find-touched-days.ts'
import { listAssets } from '../../target/read/list-assets.ts'
import { listExclusions } from '../../target/read/list-exclusions.ts'
import { openReadyTarget } from '../../target/tables/open-ready-target.ts'
import type { Target } from '../../target/tables/schema.ts'
import type { Interval } from '../../time/interval.ts'
import {
  describeExcluded,
  describeSyncs,
  describeUndone,
  exclusionAsJson,
  exclusionsAsTable,
} from '../words/exclusion-report.ts'
import type { SourceOfAssets } from '../words/exclusion-report.ts'
import { excludableAssets } from './target-assets.ts'

/** Names that a message lists. */
const mostNamed = 20

interface Request {
  /** The asset of the settings, where no flag says it. */
  readonly own: Asset
  readonly by: string
  readonly isJson: boolean
}

/** Excludes samples, and says which days are to be made again. Throws `unknown-asset`, `unknown-variable`. */
export async function excludeSamples(
  url: string,
  config: Config,
  {
    names,
    window,
    reason,
    by,
    own,
    isJson,
  }: Request & {
    /** Undefined: all that the Target has of the assets. */
    readonly names: readonly string[] | undefined
    readonly window: Interval
    readonly reason: string
  },
): Promise<void> {
  await withTarget(url, config, async (target) => {
    const there = await listAssets(target)
    const assets = excludableAssets(there, config)
    const known = await listVariables(target, assets)
    const variables = names ?? known
    demandKnown(variables, known)
    const ids = await exclude(target, { assets, variables, window, reason, by })
    const touched = await findTouchedDays(target, assets, variables, window)
    if (isJson) {
      const made = (await listExclusions(target, assets)).filter(({ id }) => ids.includes(id))
      print(JSON.stringify({ excluded: made.map(exclusionAsJson), days: touched }))
      return
    }
    print(describeExcluded({ assets, variables, window, reason, ids }))
    for (const line of describeSyncs(touched, sourceOf(there, config, own))) print(line)
  })
}

/** Throws `unknown-variable`. */
function demandKnown(asked: readonly string[], known: readonly string[]): void {
  const unknown = asked.filter((name) => !known.includes(name))
  if (unknown.length === 0 && asked.length > 0) return
  const has = known.length === 0 ? 'none' : known.slice(0, mostNamed).join(', ')
  throw new MinuanoError(
    'unknown-variable',
    `the Target has no variable ${listUnknown(unknown, known, mostNamed)}; it has ${has}`,
  )
}

/** Takes exclusions back. Throws `usage` where there is none of a number. */
export async function undo(
  url: string,
  config: Config,
  { ids, by, own, isJson }: Request & { readonly ids: readonly number[] },
): Promise<void> {
  await withTarget(url, config, async (target) => {
    const all = await listExclusions(target)
    const unknown = ids.filter((id) => all.every((of) => of.id !== id))
    if (unknown.length > 0) {
      throw new MinuanoError('usage', `there is no exclusion ${unknown.join(', ')}: see --list`)
    }
    const undone = []
    const touched = []
    for (const of of all.filter(({ id }) => ids.includes(id))) {
      if (!(await undoExclusion(target, { id: of.id, window: of.window, by }))) continue
      undone.push(of)
      touched.push(...(await findTouchedDays(target, [of.asset], [of.variable], of.window)))
    }
    if (isJson) {
      print(JSON.stringify({ undone: undone.map(({ id }) => id), days: touched }))
      return
    }
    for (const line of describeUndone(ids, undone)) print(line)
    const source = sourceOf(await listAssets(target), config, own)
    if (undone.length > 0) for (const line of describeSyncs(touched, source)) print(line)
  })
}

/** What is excluded, and was. */
export async function printExclusions(url: string, config: Config, isJson: boolean): Promise<void> {
  await withTarget(url, config, async (target) => {
    const named: readonly Asset[] | undefined =
      config.assets === undefined && config.asset === ''
        ? undefined
        : excludableAssets(await listAssets(target), config)
    const exclusions = await listExclusions(target, named)
    if (isJson) print(JSON.stringify(exclusions.map(exclusionAsJson)))
    else if (exclusions.length === 0) print('nothing is excluded by hand')
    else print(exclusionsAsTable(exclusions))
  })
}

function sourceOf(
  there: readonly Asset[],
  config: Pick<Config, 'assetPrefix' | 'assets' | 'sourceAssetColumn' | 'sourceTagPattern'>,
  own: Asset,
): SourceOfAssets {
  const { assetPrefix } = config
  // A farm may have one asset yet: where the settings say that rows name theirs, a sync refuses --asset.
  const namesAssets =
    config.sourceAssetColumn !== undefined ||
    config.sourceTagPattern?.includes('{asset}') === true ||
    config.assets !== undefined ||
    assetPrefix !== ''
  const isFarm = namesAssets || there.filter((asset) => asset !== '').length > 1
  return { assetPrefix, own, isFarm }
}

async function withTarget(
  url: string,
  config: Config,
  work: (target: Target) => Promise<void>,
): Promise<void> {
  const target = await openReadyTarget(url, targetLimitsOf(config))
  try {
    await work(target)
  } finally {
    await target.close()
  }
}
