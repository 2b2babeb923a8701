import { MinuanoError } from '../../errors/minuano-error.ts'
import type { Day } from '../../time/day.ts'
import { formatInstant } from '../../time/instant.ts'
import type { Interval } from '../../time/interval.ts'
import { mostInventoryBytes } from './answer-limits.ts'
import { askConnector, readJson } from './connector-client.ts'
import type { ConnectorClient } from './connector-client.ts'
import type { EtlSettings } from '../shape/etl-settings.ts'
import type { Scope } from '../shape/work.ts'
import { splitByDays } from './split-by-days.ts'

/** What the Source holds of one day of one variable. */
export interface InventoryEntry {
  /** Rows that have a value. */
  readonly values: number
  /** Changes if any value, row or time of the day changes. */
  readonly fingerprint: string
}

/** What the Source holds of one day; a day without rows has none. */
export interface InventoryDay {
  readonly rows: number
  readonly variables: ReadonlyMap<string, InventoryEntry>
}

/** What the Source holds of an interval, day by day, and the units of its variables. */
export interface Inventory {
  readonly days: ReadonlyMap<Day, InventoryDay>
  readonly units: ReadonlyMap<string, string>
}

/**
 * Asks `/inventory` for these variables: in one request, or in as many as the Connector wants where it
 * says that the days are too many for one. Throws `answer-too-long` for far more than these days and
 * variables take. Taken before the rows are read:
 * a change in between is then found the next time.
 */
export async function fetchInventory(
  connector: ConnectorClient,
  settings: EtlSettings,
  scope: Pick<Scope, 'variables'>,
  interval: Interval,
): Promise<Inventory> {
  try {
    return await fetchWhole(connector, settings, scope, interval)
  } catch (error) {
    const parts = partsToAsk(error, interval, settings.timeZone)
    if (parts.length < 2) throw error
    const found: Inventory[] = []
    // Each has fewer days than the whole, so this ends, also where a part is still too long.
    for (const part of parts) {
      found.push(await fetchInventory(connector, settings, scope, part))
    }
    return {
      days: new Map(found.flatMap(({ days }) => [...days])),
      units: new Map(found.flatMap(({ units }) => [...units])),
    }
  }
}

/** The parts that the Connector would take, where it refused for the number of days. */
function partsToAsk(error: unknown, interval: Interval, timeZone: string): Interval[] {
  if (!(error instanceof MinuanoError) || error.code !== 'interval-too-long') return []
  const mostDays = error.members['max_days']
  if (mostDays === undefined || !Number.isInteger(mostDays) || mostDays < 1) return []
  return splitByDays(interval, mostDays, timeZone)
}

async function fetchWhole(
  connector: ConnectorClient,
  settings: EtlSettings,
  { variables }: Pick<Scope, 'variables'>,
  interval: Interval,
): Promise<Inventory> {
  const query = new URLSearchParams([
    ['start', formatInstant(interval.start, 6)],
    ['end', formatInstant(interval.end, 6)],
    ...variables.map((variable): [string, string] => ['variables', variable]),
    ['time_zone', settings.timeZone],
    ['sample_label', settings.sampleLabel],
  ])
  const path = `/inventory?${query.toString()}`
  const mostBytes = mostInventoryBytes(interval, { variables })
  const answer = await askConnector(connector, path, 'application/json', (body) =>
    readJson(body, mostBytes),
  )
  return readInventory(answer, settings)
}

/** The answer's parts that are read here. */
interface InventoryAnswer {
  readonly variables: readonly { readonly name: string; readonly unit: string | null }[]
  readonly days: readonly {
    readonly day: Day
    readonly rows: number
    readonly variables: Readonly<Record<string, InventoryEntry>>
  }[]
}

function readInventory(answer: unknown, settings: EtlSettings): Inventory {
  try {
    const { variables, days } = answer as InventoryAnswer
    const units = new Map(
      variables.flatMap(({ name, unit }): [string, string][] =>
        unit === null ? [] : [[name, unit]],
      ),
    )
    for (const [name, unit] of settings.units) units.set(name, unit)
    return {
      units,
      days: new Map(
        days.map(({ day, rows, variables }) => [
          day,
          { rows, variables: new Map(Object.entries(variables)) },
        ]),
      ),
    }
  } catch (cause) {
    throw new MinuanoError('answer-malformed', "the Connector's inventory cannot be read", {
      cause,
    })
  }
}
