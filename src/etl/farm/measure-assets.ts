import { asMinuanoError } from '../../errors/describe-error.ts'
import { MinuanoError } from '../../errors/minuano-error.ts'
import type { Asset } from '../../signal/asset.ts'
import type { MeasuredDay } from '../aggregate/measure-day.ts'
import type { ConnectorClient } from '../extract/connector-client.ts'
import { extractAssets } from '../extract/extract-assets.ts'
import type { OnRows } from '../extract/gather-rows.ts'
import { measureInParts, variablesAtOnce } from '../measure-in-parts.ts'
import { measureRows } from '../measure-rows.ts'
import type { DayToMeasure } from '../plan/closed-day.ts'
import type { PlantAsset } from './plant-asset.ts'

/** What a day of an asset became: its statistics, undefined where the Source has no row of it, or why it failed. */
export type AssetDay = MeasuredDay | MinuanoError | undefined

export interface MeasuredAssets {
  /** Day by day, in the order of the days. */
  readonly days: ReadonlyMap<PlantAsset, readonly AssetDay[]>
  /** Rows that name no asset. */
  readonly rowsWithoutAsset: number
}

/**
 * Extracts and aggregates days, which follow each other, of assets whose samples are labelled alike, in one request.
 * Where it fails for what one asset may have brought about, each is asked for by itself: the fault of one is no other's.
 */
export async function measureAssets(
  connector: ConnectorClient,
  assets: readonly PlantAsset[],
  variables: readonly string[],
  days: readonly DayToMeasure[],
  onRows?: OnRows,
): Promise<MeasuredAssets> {
  const eachAlone = () => measureEach(connector, assets, variables, days, onRows)
  if (assets.length === 1 || variables.length > variablesAtOnce) return eachAlone()
  const interval = { start: days[0]!.interval.start, end: days.at(-1)!.interval.end }
  const bySource = new Map(assets.map((asset) => [asset.source, asset]))
  const asked = { assets: [...bySource.keys()], variables }
  const measure = (source: Asset, rows: Parameters<typeof measureRows>[1]) => {
    const { asset, settings } = bySource.get(source)!
    return measureRows(connector, rows, days, settings, { asset, variables })
  }
  try {
    const { taken, rowsWithoutAsset } = await extractAssets(
      connector,
      interval,
      assets[0]!.settings,
      asked,
      measure,
      onRows,
    )
    const none = days.map(() => undefined)
    return {
      days: new Map(assets.map((asset) => [asset, taken.get(asset.source) ?? none])),
      rowsWithoutAsset,
    }
  } catch (thrown) {
    const error = asMinuanoError(thrown)
    if (!isOfAll(error)) return eachAlone()
    return {
      days: new Map(assets.map((asset) => [asset, days.map(() => error)])),
      rowsWithoutAsset: 0,
    }
  }
}

async function measureEach(
  connector: ConnectorClient,
  assets: readonly PlantAsset[],
  variables: readonly string[],
  days: readonly DayToMeasure[],
  onRows: OnRows | undefined,
): Promise<MeasuredAssets> {
  const alone = []
  for (const asset of assets) {
    alone.push(await measureAlone(connector, asset, variables, days, onRows))
  }
  return {
    days: new Map(alone.flatMap((one) => [...one.days])),
    rowsWithoutAsset: Math.max(...alone.map((one) => one.rowsWithoutAsset)),
  }
}

/** One asset, of many variables or very many rows: in some requests. */
async function measureAlone(
  connector: ConnectorClient,
  asset: PlantAsset,
  variables: readonly string[],
  days: readonly DayToMeasure[],
  onRows: OnRows | undefined,
): Promise<MeasuredAssets> {
  const interval = { start: days[0]!.interval.start, end: days.at(-1)!.interval.end }
  const { source, settings } = asset
  let rowsWithoutAsset = 0
  const measure = async (part: readonly string[], measuresEmpty: boolean) => {
    const scope = { asset: asset.asset, variables: part }
    const found = await extractAssets(
      connector,
      interval,
      settings,
      { assets: [source], variables: part },
      (_, rows) => measureRows(connector, rows, days, settings, scope, measuresEmpty),
      onRows,
      measuresEmpty,
    )
    rowsWithoutAsset = Math.max(rowsWithoutAsset, found.rowsWithoutAsset)
    return found.taken.get(source) ?? days.map(() => undefined)
  }
  try {
    const made = await measureInParts(connector, variables, measure, settings.frozen?.rules)
    return { days: new Map([[asset, made]]), rowsWithoutAsset }
  } catch (thrown) {
    const error = asMinuanoError(thrown)
    return { days: new Map([[asset, days.map(() => error)]]), rowsWithoutAsset }
  }
}

/** A Connector that cannot be had would be so for each of them, and settings that are wrong too. */
function isOfAll({ code, retryable }: MinuanoError): boolean {
  return retryable || code === 'configuration'
}

export function isMeasured(day: AssetDay): day is MeasuredDay {
  return day !== undefined && !(day instanceof MinuanoError)
}
