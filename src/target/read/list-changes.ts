import { sql } from 'kysely'
import type { Asset } from '../../signal/asset.ts'
import { formatInstant } from '../../time/instant.ts'
import type { Instant } from '../../time/instant.ts'
import { readRows } from '../read-rows.ts'
import type { Target } from '../tables/schema.ts'

/** Days of an asset that begin between the same two bounds, and end between the same two. */
export interface Changes {
  readonly asset: Asset
  /** How many of the bounds are not after the days' beginning, and how many lie before their end. */
  readonly first: number
  readonly last: number
  readonly days: number
  /** When a value of them changed last, in microseconds, as text: to be compared, never reckoned with. */
  readonly changedAt: string
}

interface ChangesQuery {
  readonly assets: readonly Asset[]
  readonly periodSeconds: number
}

/**
 * When values of these assets changed last, by bounds that ascend: months, which are computed here since the server's
 * time zones may be others. A year of 100 assets is 1,200 rows and not 36,500.
 */
export function listChanges(
  target: Target,
  { assets, periodSeconds, bounds }: ChangesQuery & { readonly bounds: readonly Instant[] },
): Promise<Changes[]> {
  const edges = sql`${bounds.map((bound) => formatInstant(bound, 6))}::timestamptz[]`
  const query = sql<Changes>`
    select asset, width_bucket(window_start, ${edges}) as first,
      width_bucket(window_end - interval '1 microsecond', ${edges}) as last, count(*)::int as days,
      (extract(epoch from max(changed_at)) * 1000000)::int8::text as "changedAt"
    from changed_day
    where asset = any(${assets}::text[]) and period_seconds = ${periodSeconds}
      and window_start < window_end
      and window_end > ${formatInstant(bounds[0]!, 6)} and window_start < ${formatInstant(bounds.at(-1)!, 6)}
    group by 1, 2, 3 order by 1, 2, 3`
  return readRows(target, 'looking for what changed', query)
}
