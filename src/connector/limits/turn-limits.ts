import type { Config } from '../../config/settings.ts'
import { microsecondsPerDay } from '../../time/instant.ts'
import type { Interval } from '../../time/interval.ts'
import type { TurnLimits } from './long-answers.ts'

/** Connections that long answers leave to short ones. */
const keptForShort = 2

/** How many long answers there may be. */
export function turnLimits(config: Config): TurnLimits {
  const most = Math.max(1, config.sourceConnections - keptForShort)
  return {
    atOnce: Math.min(most, config.connectorStreams ?? most),
    waiting: config.connectorStreamQueue,
    waitSeconds: config.connectorQueueWait,
  }
}

/**
 * Whether an answer is taken for a long one before it is asked of the Source: a query of many days may take
 * long to its first row, and what it holds meanwhile is a connection. Of two days or less, also of the 25 hours of a
 * day, its rows tell.
 */
export function isLongInterval({ start, end }: Interval): boolean {
  return end - start > 2 * microsecondsPerDay + 2 * 3_600e6
}
