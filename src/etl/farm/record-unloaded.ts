import { MinuanoError } from '../../errors/minuano-error.ts'
import type { LedgerEntry } from '../../target/ledger/write-ledger.ts'
import type { Target } from '../../target/tables/schema.ts'
import type { Day } from '../../time/day.ts'
import type { ConnectorClient } from '../extract/connector-client.ts'
import { firstTimes } from '../extract/list-source-assets.ts'
import { failureEntries, recordFailures } from '../load/record-failure.ts'
import { isBeforeFirstRow } from '../plan/is-before-first-row.ts'
import type { PlantAsset } from './plant-asset.ts'

/** Why a day was not loaded, undefined where the Source has no row of it; or that it was measured. */
export type UnloadedDay = MinuanoError | 'measured' | undefined

interface Unloaded {
  readonly connector: ConnectorClient
  readonly target: Target
  readonly variables: readonly string[]
  readonly days: readonly Day[]
  readonly startedAt: number
  readonly found: ReadonlyMap<PlantAsset, readonly UnloadedDay[]>
  /** Of variables whose values were kept. */
  readonly emptied: readonly LedgerEntry[]
}

/**
 * Writes to the ledger why days of assets were not loaded: they failed, or the Source has no rows of them. Of days
 * before an asset's first row no new row is made: it was not there yet.
 */
export async function recordUnloaded({
  connector,
  target,
  variables,
  days,
  startedAt,
  found,
  emptied,
}: Unloaded): Promise<void> {
  const entries: LedgerEntry[] = [...emptied]
  const early: LedgerEntry[] = []
  let firsts: ReadonlyMap<string, number> | undefined
  for (const [{ asset, source, settings }, ofDays] of found) {
    for (const [index, day] of days.entries()) {
      const of = ofDays[index]
      if (of === 'measured') continue
      const scope = { asset, variables }
      if (of !== undefined) {
        entries.push(...failureEntries(settings, scope, [day], startedAt, of))
        continue
      }
      firsts ??= await firstTimes(connector).catch(() => new Map<string, number>())
      const first = firsts.get(source) ?? -Infinity
      const error = new MinuanoError('no-source-data', `the Source has no rows on ${day}`)
      const list = isBeforeFirstRow(day, settings, first) ? early : entries
      list.push(...failureEntries(settings, scope, [day], startedAt, error))
    }
  }
  await recordFailures(target, entries)
  await recordFailures(target, early, true)
}
