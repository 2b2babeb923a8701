import type { Config } from '../../config/settings.ts'
import { shownUrl } from '../../config/shown-url.ts'
import { addLabels } from '../../etl/plan/add-labels.ts'
import { describeDays } from '../../etl/plan/describe-days.ts'
import type { DayStatus } from '../../etl/plan/describe-days.ts'
import { describeLayouts } from '../../etl/plan/describe-layouts.ts'
import type { Layouts } from '../../etl/plan/describe-layouts.ts'
import { markMissingValues } from '../../etl/plan/mark-missing-values.ts'
import { settingsOfAsset } from '../../etl/farm/settings-of-asset.ts'
import { etlSettingsOf } from '../../etl/shape/etl-settings.ts'
import type { EtlSettings } from '../../etl/shape/etl-settings.ts'
import { scopeOf } from '../../etl/shape/work.ts'
import type { Scope } from '../../etl/shape/work.ts'
import type { Asset } from '../../signal/asset.ts'
import { targetLimitsOf } from '../../target/limits.ts'
import { isLoaded } from '../../target/ledger/is-loaded.ts'
import { findMissingValues } from '../../target/read/find-missing-values.ts'
import { findStrayValues } from '../../target/read/find-stray-values.ts'
import type { StrayValues } from '../../target/read/find-stray-values.ts'
import { listAssetPeriods } from '../../target/read/list-asset-periods.ts'
import { listAssets } from '../../target/read/list-assets.ts'
import { listWidths } from '../../target/read/list-widths.ts'
import type { WidthDays } from '../../target/read/list-widths.ts'
import { readLedger } from '../../target/read/read-ledger.ts'
import type { LedgerRow } from '../../target/read/read-ledger.ts'
import type { Target } from '../../target/tables/schema.ts'
import { openReadyTarget } from '../../target/tables/open-ready-target.ts'
import type { Day } from '../../time/day.ts'
import type { Instant } from '../../time/instant.ts'
import { chooseKnownAssets } from './choose-known-assets.ts'
import { readClosed } from './read-closed.ts'
import type { ClosedFacts } from './read-closed.ts'
import { readFound } from './read-found.ts'
import type { FoundBySync } from './read-found.ts'

export interface StatusQuestion {
  /** Undefined: the first and the last in the ledger. */
  readonly from: Day | undefined
  readonly to: Day | undefined
  /** Whether the values that are there are counted too. */
  readonly verifies: boolean
}

/** What the Target holds of one asset, of the settings' variables and bin width. */
export interface AssetStatus {
  /** Whether the ledger knows any of the days, and whether any was loaded. */
  readonly isKnown: boolean
  readonly isLoaded: boolean
  /** None where nothing was ever loaded. */
  readonly days: readonly DayStatus[]
  /** The end of the newest loaded bin. */
  readonly newest: Instant | undefined
  readonly layouts: Layouts | undefined
  readonly strays: readonly StrayValues[]
  /** All bin widths, also those of other days. */
  readonly widths: readonly WidthDays[]
}

/** What the Target holds of the settings' asset. */
export interface TargetStatus extends AssetStatus {
  /** Its URL, as it may be shown. */
  readonly target: string
  /** All assets, where there is nothing of the one asked for. */
  readonly assets: readonly string[]
  /** Undefined where there was no sync yet. */
  readonly found: FoundBySync | undefined
  readonly closed: ClosedFacts
}

/** What it holds of each of a farm's assets, in the order of their names. */
export interface FarmStatus {
  readonly target: string
  readonly byAsset: ReadonlyMap<Asset, AssetStatus>
  readonly found: FoundBySync | undefined
  readonly closed: ClosedFacts
}

/**
 * Reads the ledger, day by day, and with `verifies` whether the values are there. Where no asset is asked for and
 * nothing was loaded without one, of every asset that there is, or that the settings name.
 */
export async function readStatus(
  url: string,
  config: Config,
  question: StatusQuestion,
): Promise<TargetStatus | FarmStatus> {
  const target = await openReadyTarget(url, targetLimitsOf(config))
  try {
    const shown = shownUrl(url)
    if (config.assets === undefined) {
      const closed = await readClosed(target, config, [config.asset], question)
      const found = await readOpen(target, config, [config.asset], question, closed)
      const own = await readAssetStatus(target, etlSettingsOf(config), scopeOf(config), question, {
        found,
        closed,
      })
      const others = own.isLoaded ? [] : await listAssets(target)
      // Days that failed before it was known that there are assets are no days of one.
      const isFarm = config.asset === '' && others.some((asset) => asset !== '')
      if (!isFarm)
        return { target: shown, ...own, assets: own.isKnown ? [] : others, found, closed }
    }
    const known = await listAssets(target)
    const assets = chooseKnownAssets(
      known.filter((asset) => asset !== ''),
      config,
    )
    const closed = await readClosed(target, config, assets, question)
    const found = await readOpen(target, config, assets, question, closed)
    const byAsset = await readAll(target, config, assets, question, { found, closed })
    return { target: shown, byAsset, found, closed }
  } finally {
    await target.close()
  }
}

/** What sync found; of closed months, the late data tell it. */
async function readOpen(
  target: Target,
  config: Config,
  assets: readonly Asset[],
  question: StatusQuestion,
  closed: ClosedFacts,
): Promise<FoundBySync | undefined> {
  const found = await readFound(target, config, assets, question)
  if (found === undefined || closed.months.length === 0) return found
  return { ...found, days: found.days.filter(({ asset, day }) => !closed.has(asset, day)) }
}

/** What is known of days beside the ledger. */
interface Beside {
  readonly found: FoundBySync | undefined
  readonly closed: ClosedFacts
}

/**
 * An asset's days begin with the first that the ledger knows of it, since it was not there before, and go on to the
 * last day that is known of any.
 */
async function readAll(
  target: Target,
  config: Config,
  assets: readonly Asset[],
  question: StatusQuestion,
  beside: Beside,
): Promise<ReadonlyMap<Asset, AssetStatus>> {
  const { from, to } = question
  const periods = await listAssetPeriods(target, { ...config, assets })
  const last =
    to ??
    [...periods.values()]
      .map((period) => period.last)
      .sort()
      .at(-1)
  const shared = etlSettingsOf(config)
  const byAsset = new Map<Asset, AssetStatus>()
  for (const asset of assets) {
    const own = periods.get(asset)?.first
    const first = from === undefined || (own !== undefined && own > from) ? own : from
    const isThere = first !== undefined && last !== undefined && first <= last
    const range = isThere ? { first, last } : undefined
    const settings = settingsOfAsset(config, asset.slice(config.assetPrefix.length), shared)
    byAsset.set(
      asset,
      await readAssetStatus(
        target,
        settings,
        { ...scopeOf(config), asset },
        question,
        beside,
        range,
      ),
    )
  }
  return byAsset
}

/** `range`: the days to tell of, where they are not those of its ledger. */
async function readAssetStatus(
  target: Target,
  settings: EtlSettings,
  { asset, variables }: Scope,
  { from, to, verifies }: StatusQuestion,
  { found, closed }: Beside,
  range?: { readonly first: Day; readonly last: Day },
): Promise<AssetStatus> {
  const { periodSeconds, statistics } = settings
  const of = { asset, periodSeconds, variables }
  const ledger = await readLedger(target, { ...of, from, to })
  const lost = verifies ? await findMissingValues(target, { ...of, statistics, from, to }) : []
  // Of some days alone it would tell of what lies beyond them.
  const isOfAll = from === undefined && to === undefined
  const first = range?.first ?? from ?? ledger[0]?.day ?? to
  const last = range?.last ?? to ?? ledger.at(-1)?.day ?? from
  const isEmpty = (day: Day, variable: string) => found?.isEmpty(asset, day, variable) === true
  const described =
    first === undefined || last === undefined
      ? []
      : describeDays(first, last, variables, ledger, isEmpty)
  const days = described.map((day): DayStatus => {
    return closed.has(asset, day.day) ? { ...day, closed: true } : day
  })
  return {
    isKnown: ledger.length > 0,
    isLoaded: ledger.some(isLoaded),
    days: lost.length === 0 ? days : markMissingValues(days, lost),
    newest: newestEnd(ledger),
    layouts: describeLayouts(addLabels(ledger, settings), settings),
    strays: verifies && isOfAll ? await findStrayValues(target, of) : [],
    widths: await listWidths(target, asset, variables),
  }
}

function newestEnd(ledger: readonly LedgerRow[]): Instant | undefined {
  const ends = ledger.filter(isLoaded).map(({ windowEnd }) => windowEnd)
  return ends.length === 0 ? undefined : ends.reduce((most, end) => Math.max(most, end))
}
