import { sql } from 'kysely'
import type { Asset } from '../../signal/asset.ts'
import { formatInstant } from '../../time/instant.ts'
import type { Instant } from '../../time/instant.ts'
import type { Interval } from '../../time/interval.ts'
import { readRows } from '../read-rows.ts'
import type { Target } from '../tables/schema.ts'

/** By variable, statistic and bin: the values that the Target holds of an interval. */
export type StoredBins = ReadonlyMap<string, ReadonlyMap<string, ReadonlyMap<Instant, number>>>

export async function readDayBins(
  target: Target,
  of: {
    readonly asset: Asset
    readonly variables: readonly string[]
    readonly periodSeconds: number
  },
  { start, end }: Interval,
): Promise<StoredBins> {
  const query = sql<{ variable: string; statistic: string; time: string; value: number }>`
    select variable, statistic, value, (extract(epoch from "timestamp") * 1000000)::int8::text as time
    from signal join data on signal_id = id
    where asset = ${of.asset} and variable = any(${of.variables}::text[]) and period_seconds = ${of.periodSeconds}
      and "timestamp" >= ${formatInstant(start, 6)} and "timestamp" < ${formatInstant(end, 6)}`
  const stored = new Map<string, Map<string, Map<Instant, number>>>()
  for (const { variable, statistic, time, value } of await readRows(
    target,
    'reading a day’s values',
    query,
  )) {
    const ofVariable = getOr(stored, variable, () => new Map<string, Map<Instant, number>>())
    getOr(ofVariable, statistic, () => new Map<Instant, number>()).set(Number(time), value)
  }
  return stored
}

function getOr<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}
