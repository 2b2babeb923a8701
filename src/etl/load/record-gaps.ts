import { MinuanoError } from '../../errors/minuano-error.ts'
import type { Target } from '../../target/tables/schema.ts'
import type { Day } from '../../time/day.ts'
import { parseTime } from '../../time/parse-time.ts'
import type { ConnectorClient } from '../extract/connector-client.ts'
import { fetchSourceFacts } from '../extract/fetch-source-facts.ts'
import { isBeforeFirstRow } from '../plan/is-before-first-row.ts'
import type { EtlSettings } from '../shape/etl-settings.ts'
import type { Scope } from '../shape/work.ts'
import { recordFailure } from './record-failure.ts'

/**
 * Writes to the ledger that the Source has no rows of these days, but for those before its first row:
 * of such a day no new row is made, since one that was asked for by mistake would make every day from
 * it on a missing one. Those after its last row are written down: that tells of a day that did not arrive.
 */
export async function recordGaps(
  connector: ConnectorClient,
  target: Target | Promise<Target>,
  settings: EtlSettings,
  scope: Scope,
  days: readonly Day[],
  startedAt: number,
): Promise<void> {
  const first = await firstTime(connector)
  const isBefore = (day: Day) => isBeforeFirstRow(day, settings, first)
  for (const [gaps, onlyKnown] of [
    [days.filter((day) => !isBefore(day)), false],
    [days.filter(isBefore), true],
  ] as const) {
    if (gaps.length === 0) continue
    const error = new MinuanoError('no-source-data', `the Source has no rows on ${gaps.join(', ')}`)
    await recordFailure(target, settings, scope, gaps, startedAt, error, onlyKnown)
  }
}

/** The Source's first row; where it has none, or does not say, no day is before it. */
async function firstTime(connector: ConnectorClient): Promise<number> {
  const facts = await fetchSourceFacts(connector).catch(() => undefined)
  return (facts?.first == null ? undefined : parseTime(facts.first, 'UTC')) ?? -Infinity
}
