import { MinuanoError } from '../errors/minuano-error.ts'
import { dayInterval } from '../time/day.ts'
import type { Day } from '../time/day.ts'
import type { Interval } from '../time/interval.ts'
import { aggregate } from './aggregate.ts'
import type { Bins } from './aggregate.ts'
import { closedPart } from './bin-edges.ts'
import { clearOutOfRange } from './clear-out-of-range.ts'
import type { ConnectorClient } from './connector-client.ts'
import type { EtlSettings } from './etl.ts'
import { extract } from './extract.ts'
import { fetchSourceFacts } from './fetch-source-facts.ts'
import { fetchInventory } from './inventory.ts'
import type { InventoryDay } from './inventory.ts'
import { countSamples } from './sample-facts.ts'
import type { SampleFacts } from './sample-facts.ts'
import { directionsOf } from './signal-keys.ts'

/** What the Source says of a day before its rows are read. */
export interface DayInventory {
  readonly day: InventoryDay
  readonly units: ReadonlyMap<string, string>
}

/** One day's statistics, and what they were made of. */
export interface MeasuredDay {
  readonly inventory: DayInventory
  readonly directions: ReadonlySet<string>
  readonly sourceRows: number
  readonly bins: Bins
  readonly samples: ReadonlyMap<string, SampleFacts>
}

/**
 * The day's closed bins: the whole day, but for today, whose last bin still grows. Throws
 * `day-not-begun` where none is closed, `usage` where the zone has no such day.
 */
export function closedDay(day: Day, { timeZone, periodSeconds }: EtlSettings): Interval {
  const whole = dayInterval(day, timeZone)
  if (whole.start === whole.end) {
    throw new MinuanoError('usage', `${timeZone} had no ${day}: its clocks jumped over that day`)
  }
  const closed = closedPart(whole, periodSeconds, Date.now() * 1000)
  if (closed.start === closed.end) {
    throw new MinuanoError('day-not-begun', `${day} has no closed bin yet in ${timeZone}`)
  }
  return closed
}

/**
 * Extracts and aggregates one day; what the Source says of it is asked first, unless it is `known`.
 * Throws `no-source-data` that names the Source's period if the Source has no rows of it, and what
 * `extract` throws.
 */
export async function measureDay(
  connector: ConnectorClient,
  settings: EtlSettings,
  day: Day,
  interval: Interval,
  known?: DayInventory,
): Promise<MeasuredDay> {
  const inventory = known ?? (await takeInventory(connector, settings, day, interval))
  const read = await extract(connector, interval, settings)
  if (read.time.length === 0) throw await noSourceData(connector, day)
  const { frame, outOfRange } = clearOutOfRange(read, settings.ranges)
  const directions = directionsOf(settings, inventory.units)
  const aggregation = { ...settings, directions }
  const bins = aggregate(frame, interval, aggregation)
  return {
    inventory,
    directions,
    sourceRows: read.time.length,
    bins,
    samples: countSamples(frame, bins, outOfRange, aggregation),
  }
}

async function takeInventory(
  connector: ConnectorClient,
  settings: EtlSettings,
  day: Day,
  interval: Interval,
): Promise<DayInventory> {
  const inventory = await fetchInventory(connector, settings, interval)
  const found = inventory.days.get(day)
  if (found === undefined) throw await noSourceData(connector, day)
  return { day: found, units: inventory.units }
}

async function noSourceData(connector: ConnectorClient, day: Day): Promise<MinuanoError> {
  const { first, last } = await fetchSourceFacts(connector)
  const holds = first === null ? 'it is empty' : `it holds ${first} to ${last ?? first}`
  return new MinuanoError('no-source-data', `the Source has no rows on ${day}: ${holds}`)
}
