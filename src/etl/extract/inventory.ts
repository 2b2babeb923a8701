import { MinuanoError } from '../../errors/minuano-error.ts'
import type { Asset } from '../../signal/asset.ts'
import type { Day } from '../../time/day.ts'
import { say } from '../../log/say.ts'
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
import { withParts } from '../shape/minute-parts.ts'
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
  settings: InventorySettings,
  scope: Pick<Scope, 'variables'>,
  interval: Interval,
): Promise<Inventory> {
  const found = await fetchWithParts(connector, settings, scope, interval)
  return found.byAsset.get('')!
}

/** The same of several assets in one request, or some; one without rows has no days. */
export async function fetchInventories(
  connector: ConnectorClient,
  settings: InventorySettings,
  asked: Required<Names>,
  interval: Interval,
): Promise<Inventories> {
  return fetchWithParts(connector, settings, asked, interval)
}

/** With what tells of the minutes of variables: where that changes, so does their fingerprint. */
async function fetchWithParts(
  connector: ConnectorClient,
  settings: InventorySettings,
  asked: Names,
  interval: Interval,
): Promise<Inventories> {
  const { minutes } = settings
  const variables = withParts(minutes, asked.variables)
  const found = await fetchParts(connector, settings, { ...asked, variables }, interval)
  if (minutes === undefined) return found
  // Loaded on demand: few variables have such.
  const { joinMinutes } = await import('./join-minutes.ts')
  return joinMinutes(found, minutes, asked.variables)
}

async function fetchParts(
  connector: ConnectorClient,
  settings: InventorySettings,
  asked: Names,
  interval: Interval,
): Promise<Inventories> {
  const path = inventoryPath(settings, asked, interval)
  const whole = `${path}${leadQuery(settings, asked)}`
  const halves = halve(asked)
  const fetchHalves = async ([first, second]: readonly [Names, Names]) =>
    joinByNames(
      await fetchParts(connector, settings, first, interval),
      await fetchParts(connector, settings, second, interval),
    )
  if (isTooLong(whole) && halves !== undefined) return fetchHalves(halves)
  try {
    return await fetchWhole(connector, settings, asked, path, interval)
  } catch (error) {
    if (!(error instanceof MinuanoError)) throw error
    if (halves !== undefined && isRefusedForLength(error, whole)) return fetchHalves(halves)
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

/** What of the settings says what is counted, and how days are. */
export type InventorySettings = Pick<
  EtlSettings,
  'timeZone' | 'sampleLabel' | 'units' | 'leads' | 'minutes'
>

/** The parameters that ask for what leads into days; empty where the settings want nothing of it. */
function leadQuery({ leads }: InventorySettings, { variables }: Names): string {
  const texts = variables.flatMap((name) => {
    const seconds = leads?.get(name)
    return seconds === undefined ? [] : [`&lead=${encodeURIComponent(`${seconds}:${name}`)}`]
  })
  return texts.join('')
}

/** The path of a request for these days; `more`: further parameters. */
export function inventoryPath(
  settings: Pick<EtlSettings, 'timeZone' | 'sampleLabel'>,
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
  settings: InventorySettings,
  { variables, assets }: Names,
  path: string,
  interval: Interval,
): Promise<Inventories> {
  const mostBytes = mostInventoryBytes(interval, { variables }) * (assets?.length ?? 1)
  const lead = leadQuery(settings, { variables })
  const asked = lead === '' ? ['carry'] : ['carry', 'lead']
  const answer = await askAsItKnows(connector, asked, async (known) => {
    const more = known.map((name) => (name === 'lead' ? lead : `&${name}=true`)).join('')
    const found = await askConnector(connector, `${path}${more}`, 'application/json', (body) =>
      readJson(body, mostBytes),
    )
    if (known.length < asked.length) sayNoLeads(connector, asked)
    return found
  })
  return readInventories(answer, settings, assets)
}

/** Connectors of which it was said that they do not know what leads into days. */
const lacking = new WeakSet<ConnectorClient>()

function sayNoLeads(connector: ConnectorClient, asked: readonly string[]): void {
  if (!asked.includes('lead') || lacking.has(connector)) return
  lacking.add(connector)
  say(
    'the Connector is of an older version and does not say what leads into days: where that changes alone, the day after it is not found. Bring it to this version',
  )
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
  settings: InventorySettings,
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
