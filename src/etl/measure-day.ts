import { MinuanoError } from '../errors/minuano-error.ts'
import type { Frame } from '../frame/frame.ts'
import { dayInterval } from '../time/day.ts'
import type { Day } from '../time/day.ts'
import type { Interval } from '../time/interval.ts'
import { aggregate } from './aggregate.ts'
import { closedPart } from './bin-edges.ts'
import type { ConnectorClient } from './connector-client.ts'
import type { EtlSettings } from './etl.ts'
import { extract } from './extract.ts'
import { fetchSourceFacts } from './fetch-source-facts.ts'

/** One day's samples and their statistics. */
export interface MeasuredDay {
  readonly samples: Frame
  readonly bins: Frame
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
 * Extracts and aggregates one day. Throws `no-source-data` that names the Source's period if the
 * Source has no rows of it, and what `extract` throws.
 */
export async function measureDay(
  connector: ConnectorClient,
  settings: EtlSettings,
  day: Day,
  interval: Interval,
): Promise<MeasuredDay> {
  const samples = await extract(connector, interval, settings.variables)
  if (samples.time.length === 0) {
    const { first, last } = await fetchSourceFacts(connector)
    const holds = first === null ? 'it is empty' : `it holds ${first} to ${last ?? first}`
    throw new MinuanoError('no-source-data', `the Source has no rows on ${day}: ${holds}`)
  }
  return {
    samples,
    bins: aggregate(samples, interval, settings.periodSeconds, settings.statistics),
  }
}
