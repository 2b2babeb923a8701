import type pg from 'pg'
import { hashSeed } from '../../frame/postgres/fingerprint.ts'
import { quoteLiteral } from '../../postgres/quote.ts'
import { formatInstant } from '../../time/instant.ts'
import type { Interval } from '../../time/interval.ts'

/** By signal the sum of the hashes of what is stored of it, as decimal text; of one that was not asked for there is none. */
export type StoredHashes = ReadonlyMap<number, string>

/** Of a signal that has no rows. */
export const noRowsHash = '0'

/**
 * Sums up what an interval holds of these signals: of a farm's day a hundredth of what its rows would be on the way. The
 * hash is that of `createSeriesHasher`. Where a row is no number of ours (NaN, infinite,
 * NULL where somebody allowed it), it is none of ours either.
 */
export async function readStoredHashes(
  client: pg.ClientBase,
  ids: readonly number[],
  { start, end }: Interval,
): Promise<StoredHashes> {
  const [from, to] = [start, end].map((instant) => quoteLiteral(formatInstant(instant, 6)))
  const { rows } = await client.query<[id: string, hash: string]>({
    text: `
      select signal_id::text, sum(coalesce(hashfloat8extended(value::float8,
        timestamp_hash_extended("timestamp" at time zone 'UTC', ${hashSeed})), 1))::text
      from data
      where signal_id = any('{${ids.join()}}'::int[]) and "timestamp" >= ${from} and "timestamp" < ${to}
      group by signal_id`,
    rowMode: 'array',
  })
  const hashes = new Map(ids.map((id) => [id, noRowsHash]))
  for (const [id, hash] of rows) hashes.set(Number(id), hash)
  return hashes
}
