import { MinuanoError } from '../../errors/minuano-error.ts'
import type { Asset } from '../../signal/asset.ts'
import type { Day } from '../../time/day.ts'
import { formatInstant } from '../../time/instant.ts'
import type { Interval } from '../../time/interval.ts'
import { mostInventoryBytes } from './answer-limits.ts'
import { askAsItKnows } from './ask-as-it-knows.ts'
import { askConnector, readJson } from './connector-client.ts'
import type { ConnectorClient } from './connector-client.ts'
import type { EtlSettings } from '../shape/etl-settings.ts'
import type { Scope } from '../shape/work.ts'
import { joinByNames, joinByTime } from './inventories.ts'
import type { Inventories, Inventory, InventoryEntry } from './inventories.ts'
import { readHolds } from './read-holds.ts'
import type { SampledVariable } from './read-holds.ts'
import { splitByDays } from './split-by-days.ts'
import { halve, isRefusedForLength, isTooLong } from './split-names.ts'
import type { Names } from './split-names.ts'

export type { Inventories, Inventory, InventoryDay, InventoryEntry } from './inventories.ts'

/**
 * Asks `/inventory` for these variables: in one request, or in as many as the Connector wants where it
 * says that the days are too many for one, or where the names are too many for a URL. Throws `answer-too-long` for far more than these days and
 * variables take. Taken before the rows are read:
 * a change in between is then found the next time.
 */
export async function fetchInventory(
  connector: ConnectorClient,
  settings: EtlSettings,
  scope: Pick<Scope, 'variables'>,
  interval: Interval,
): Promise<Inventory> {
  const found = await fetchParts(connector, settings, { variables: scope.variables }, interval)
  return found.byAsset.get('')!
}

/** The same of several assets in one request, or some; one without rows has no days. */
export async function fetchInventories(
  connector: ConnectorClient,
  settings: EtlSettings,
  asked: Required<Names>,
  interval: Interval,
): Promise<Inventories> {
  return fetchParts(connector, settings, asked, interval)
}

async function fetchParts(
  connector: ConnectorClient,
  settings: EtlSettings,
  asked: Names,
  interval: Interval,
): Promise<Inventories> {
  const path = inventoryPath(settings, asked, interval)
  const halves = halve(asked)
  const fetchHalves = async ([first, second]: readonly [Names, Names]) =>
    joinByNames(
      await fetchParts(connector, settings, first, interval),
      await fetchParts(connector, settings, second, interval),
    )
  if (isTooLong(path) && halves !== undefined) return fetchHalves(halves)
  try {
    return await fetchWhole(connector, settings, asked, path, interval)
  } catch (error) {
    if (!(error instanceof MinuanoError)) throw error
    if (halves !== undefined && isRefusedForLength(error, path)) return fetchHalves(halves)
    const parts = partsToAsk(error, interval, settings.timeZone)
    if (parts.length < 2) throw error
    const found: Inventories[] = []
    // Each has fewer days than the whole, so this ends, also where a part is still too long.
    for (const part of parts) found.push(await fetchParts(connector, settings, asked, part))
    return joinByTime(found)
  }
}

/** The parts that the Connector would take, where it refused for the number of days. */
function partsToAsk(error: MinuanoError, interval: Interval, timeZone: string): Interval[] {
  if (error.code !== 'interval-too-long') return []
  const mostDays = error.members['max_days']
  if (mostDays === undefined || !Number.isInteger(mostDays) || mostDays < 1) return []
  return splitByDays(interval, mostDays, timeZone)
}

/** The path of a request for these days; `more`: further parameters. */
export function inventoryPath(
  settings: EtlSettings,
  { variables, assets }: Names,
  interval: Interval,
  more: readonly [string, string][] = [],
): string {
  const query = new URLSearchParams([
    ['start', formatInstant(interval.start, 6)],
    ['end', formatInstant(interval.end, 6)],
    ...variables.map((variable): [string, string] => ['variables', variable]),
    ...(assets ?? []).map((asset): [string, string] => ['assets', asset]),
    ['time_zone', settings.timeZone],
    ['sample_label', settings.sampleLabel],
    ...more,
  ])
  return `/inventory?${query.toString()}`
}

async function fetchWhole(
  connector: ConnectorClient,
  settings: EtlSettings,
  { variables, assets }: Names,
  path: string,
  interval: Interval,
): Promise<Inventories> {
  const mostBytes = mostInventoryBytes(interval, { variables }) * (assets?.length ?? 1)
  const answer = await askAsItKnows(connector, ['carry'], (known) =>
    askConnector(
      connector,
      known.length === 0 ? path : `${path}&carry=true`,
      'application/json',
      (body) => readJson(body, mostBytes),
    ),
  )
  return readInventories(answer, settings, assets)
}

interface InventoryOfOne {
  readonly days: readonly {
    readonly day: Day
    readonly rows: number
    readonly variables: Readonly<Record<string, InventoryEntry>>
  }[]
}

/** The answer's parts that are read here. */
interface InventoryAnswer extends InventoryOfOne {
  readonly variables: readonly (SampledVariable & {
    readonly name: string
    readonly unit: string | null
  })[]
  readonly assets: readonly (InventoryOfOne & { readonly asset: Asset })[]
  readonly rows_without_asset?: number
}

function readInventories(
  answer: unknown,
  settings: EtlSettings,
  assets: readonly Asset[] | undefined,
): Inventories {
  try {
    const whole = answer as InventoryAnswer
    const units = new Map(
      whole.variables.flatMap(({ name, unit }): [string, string][] =>
        unit === null ? [] : [[name, unit]],
      ),
    )
    const holds = readHolds(whole.variables)
    for (const [name, unit] of settings.units) units.set(name, unit)
    const found = assets === undefined ? [{ asset: '', days: whole.days }] : whole.assets
    const byAsset = new Map(
      found.map(({ asset, days }): [Asset, Inventory] => [
        asset,
        {
          units,
          holds,
          days: new Map(
            days.map(({ day, rows, variables }) => [
              day,
              { rows, variables: new Map(Object.entries(variables)) },
            ]),
          ),
        },
      ]),
    )
    return { byAsset, rowsWithoutAsset: whole.rows_without_asset ?? 0 }
  } catch (cause) {
    throw new MinuanoError('answer-malformed', "the Connector's inventory cannot be read", {
      cause,
    })
  }
}
