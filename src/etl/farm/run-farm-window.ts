import { MinuanoError } from '../../errors/minuano-error.ts'
import type { LedgerEntry } from '../../target/ledger/write-ledger.ts'
import { loadParts } from '../../target/load/load-parts.ts'
import type { LoadResult, PartsWindow, WindowLoad } from '../../target/load/window-load.ts'
import type { Target } from '../../target/tables/schema.ts'
import { dayInterval } from '../../time/day.ts'
import type { Day } from '../../time/day.ts'
import type { Interval } from '../../time/interval.ts'
import type { AssetOutcome } from '../day-outcome.ts'
import type { ConnectorClient } from '../extract/connector-client.ts'
import type { OnRows } from '../extract/gather-rows.ts'
import type { DayResult } from '../load/day-result.ts'
import { withSameExclusions } from '../load/with-exclusions.ts'
import { withExclusions } from '../shape/exclusions.ts'
import { longestLead } from '../../target/load/read-in-force.ts'
import { findInForce } from '../../target/read/find-in-force.ts'
import { describeLoad, resultsOf, windowOf } from '../load/describe-load.ts'
import type { DaysToLoad } from '../load/describe-load.ts'
import { findHeld } from '../load/find-held.ts'
import { groupByKept, keptEntries } from '../load/group-by-kept.ts'
import { failureEntries, recordFailures } from '../load/record-failure.ts'
import { isSignalGone } from '../load/load-days.ts'
import { closedDay, isNoDay } from '../plan/closed-day.ts'
import type { DayToMeasure } from '../plan/closed-day.ts'
import { groupAssets } from './group-assets.ts'
import { keepYoungHeapSmall } from './keep-young-heap-small.ts'
import { isMeasured, measureAssets } from './measure-assets.ts'
import type { MeasuredAssets } from './measure-assets.ts'
import type { PlantAsset } from './plant-asset.ts'
import { recordUnloaded } from './record-unloaded.ts'
import type { UnloadedDay } from './record-unloaded.ts'
import type { SignalIds } from './signal-ids.ts'

export interface FarmWindow {
  readonly assets: readonly PlantAsset[]
  readonly variables: readonly string[]
  /** They follow each other. */
  readonly days: readonly Day[]
}

export interface FarmOptions {
  /** Values that the Source has lost are kept, as a day is that it has lost. */
  readonly keepsEmptied?: boolean | undefined
  readonly onRows?: OnRows | undefined
  /** Rows that name no asset were found, so many of these days. */
  readonly onUnnamed?: ((rows: number, days: readonly Day[]) => void) | undefined
}

/**
 * Extracts and aggregates days of many assets, and loads them in one transaction: asset by asset, so that memory holds
 * those of some. Gives what became of each asset's days, in the order of the assets; the fault of one is no other's,
 * and the ledger says it. Throws what concerns all of them, and then the Target is as it was; of a single day, the
 * ledger then says why.
 */
export async function runFarmWindow(
  connector: ConnectorClient,
  target: Target,
  ids: SignalIds,
  window: FarmWindow,
  options: FarmOptions = {},
): Promise<AssetOutcome[]> {
  const startedAt = Date.now() * 1000
  if (window.assets.length * window.variables.length > manyVariables) keepYoungHeapSmall()
  try {
    return await attempt(connector, target, ids, window, options, startedAt)
  } catch (error) {
    if (isSignalGone(error)) {
      ids.forget()
      return attempt(connector, target, ids, window, options, startedAt)
    }
    const { assets, variables, days } = window
    if (days.length === 1 && !isNoDay(error)) {
      const entries = assets.flatMap(({ asset, settings }) =>
        failureEntries(settings, { asset, variables }, days, startedAt, error),
      )
      await recordFailures(target, entries)
    }
    throw error
  }
}

/** From so many variables of assets on memory is worth a little time. */
const manyVariables = 500

/** Days of one asset that are loaded of the same variables. */
interface Part {
  readonly asset: PlantAsset
  readonly days: DaysToLoad['days']
}

/** With what is excluded by hand of each asset; again, where that is another once the Target's locks are had. */
async function attempt(
  ...[connector, target, ids, window, options, startedAt]: Parameters<typeof attemptOnce>
): Promise<AssetOutcome[]> {
  const { timeZone } = window.assets[0]!.settings
  const start = dayInterval(window.days[0]!, timeZone).start - longestLead
  const { end } = dayInterval(window.days.at(-1)!, timeZone)
  const { excluded: known } = await findInForce(target, { start, end })
  return withSameExclusions(known, (excluded) => {
    const assets = window.assets.map((of) => {
      const settings = withExclusions(of.settings, of.asset, excluded)
      return settings === of.settings ? of : { ...of, settings }
    })
    return attemptOnce(connector, target, ids, { ...window, assets }, options, startedAt)
  })
}

async function attemptOnce(
  connector: ConnectorClient,
  target: Target,
  ids: SignalIds,
  { assets, variables, days }: FarmWindow,
  { keepsEmptied, onRows, onUnnamed }: FarmOptions,
  startedAt: number,
): Promise<AssetOutcome[]> {
  const wanted = days.map((day) => closedDay(day, assets[0]!.settings))
  const interval = { start: wanted[0]!.interval.start, end: wanted.at(-1)!.interval.end }
  const held =
    keepsEmptied === true
      ? await findHeld(target, {
          assets: assets.map(({ asset }) => asset),
          periodSeconds: assets[0]!.settings.periodSeconds,
          variables,
          from: days[0]!,
          to: days.at(-1)!,
        })
      : undefined
  const found = new Map<PlantAsset, readonly UnloadedDay[]>()
  const parts: Part[] = []
  const emptied: LedgerEntry[] = []
  let refused: ReadonlyMap<PlantAsset, MinuanoError> | undefined
  let rowsWithoutAsset = 0

  async function* windows(): AsyncGenerator<WindowLoad, void, void> {
    for await (const measured of measureAhead(
      connector,
      groupAssets(assets, variables, interval),
      variables,
      wanted,
      onRows,
    )) {
      rowsWithoutAsset = Math.max(rowsWithoutAsset, measured.rowsWithoutAsset)
      // Before the first part, so before the load's transaction.
      refused ??= await ensureFor(target, ids, assets, variables, measured)
      for (const [asset, ofDays] of measured.days) {
        const error = refused?.get(asset)
        found.set(
          asset,
          ofDays.map((day) => error ?? (isMeasured(day) ? 'measured' : day)),
        )
        if (error !== undefined) continue
        const isHeld = (day: Day, variable: string) =>
          held?.has(asset.asset, day, variable) === true
        for (const group of groupByKept(ofDays.filter(isMeasured), variables, isHeld)) {
          emptied.push(...keptEntries(asset.settings, asset, group, startedAt))
          if (group.variables.length === 0) continue
          const scope = { asset: asset.asset, variables: group.variables }
          const sharedBy = assets.length * wanted.length
          const described = describeLoad(asset.settings, scope, group.days, startedAt, sharedBy)
          const signals = await ids.of(target, asset, described.keys).catch(faultOfOne)
          if (signals instanceof MinuanoError) {
            const failed = new Set(group.days.map(({ day }) => day))
            found.set(
              asset,
              found.get(asset)!.map((of, index) => (failed.has(days[index]!) ? signals : of)),
            )
            continue
          }
          parts.push({ asset, days: described.days })
          yield windowOf(described, asset.settings, scope, group.days, signals)
        }
      }
    }
  }

  const changes = await loadStreamed(target, windows(), () => ({
    days: wanted.map((day) => day.interval),
    ...(wanted.at(-1)!.isWhole
      ? {}
      : { until: dayInterval(days.at(-1)!, assets[0]!.settings.timeZone).end }),
    expectedValues: expectedValues(assets[0]!.settings, variables, interval) * assets.length,
    ids: ids.all(assets),
  }))
  await ids.settle(target)
  if (rowsWithoutAsset > 0) onUnnamed?.(rowsWithoutAsset, days)
  const seconds = (Date.now() * 1000 - startedAt) / 1e6 / (assets.length * wanted.length)
  const results = new Map<PlantAsset, Map<Day, DayResult>>(
    assets.map((asset) => [asset, new Map()]),
  )
  for (const [index, { asset, days: loaded }] of parts.entries()) {
    for (const result of resultsOf(loaded, changes[index]!, seconds)) {
      results.get(asset)!.set(result.day, result)
    }
  }
  await recordUnloaded({ connector, target, variables, days, startedAt, found, emptied })
  return assets.flatMap((asset) =>
    days.map((day, index) =>
      outcomeOf(asset, day, found.get(asset)?.[index], results.get(asset)!.get(day)),
    ),
  )
}

/** What one asset's states brought about is no other's fault. */
function faultOfOne(error: unknown): MinuanoError {
  if (error instanceof MinuanoError && error.code === 'too-many-states') return error
  throw error
}

/** Measures a group while the one before is being loaded. */
async function* measureAhead(
  connector: ConnectorClient,
  groups: readonly (readonly PlantAsset[])[],
  variables: readonly string[],
  days: readonly DayToMeasure[],
  onRows: OnRows | undefined,
): AsyncGenerator<MeasuredAssets, void, void> {
  const measure = (index: number) => {
    const group = groups[index]
    const measuring =
      group === undefined ? undefined : measureAssets(connector, group, variables, days, onRows)
    // Whoever takes it hears of it.
    measuring?.catch(() => undefined)
    return measuring
  }
  let next = measure(0)
  for (let index = 1; next !== undefined; index++) {
    const measured = await next
    next = measure(index)
    yield measured
  }
}

/** Makes the signals, once units and kinds are known from a first day; undefined while there is none. */
async function ensureFor(
  target: Target,
  ids: SignalIds,
  assets: readonly PlantAsset[],
  variables: readonly string[],
  { days }: MeasuredAssets,
): Promise<ReadonlyMap<PlantAsset, MinuanoError> | undefined> {
  const sample = [...days.values()].flat().find(isMeasured)
  return sample === undefined ? undefined : ids.ensure(target, assets, variables, sample)
}

/** Loads what comes; where nothing comes, the Target is not asked. `window`: known when the first has come. */
async function loadStreamed(
  target: Target,
  windows: AsyncGenerator<WindowLoad, void, void>,
  window: () => PartsWindow,
): Promise<LoadResult[][]> {
  const first = await windows.next()
  if (first.done === true) return []
  const { value } = first
  async function* all() {
    yield value
    yield* windows
  }
  return loadParts(target, window(), all())
}

function expectedValues(
  { statistics, periodSeconds }: PlantAsset['settings'],
  variables: readonly string[],
  { start, end }: Interval,
): number {
  return ((end - start) / (periodSeconds * 1e6)) * variables.length * statistics.length
}

function outcomeOf(
  { asset }: PlantAsset,
  day: Day,
  found: UnloadedDay,
  result: DayResult | undefined,
): AssetOutcome {
  if (found instanceof MinuanoError) return { asset, day, status: 'failed', error: found }
  return result === undefined ? { asset, day, status: 'no-source-data' } : { asset, ...result }
}
