import { ask } from '../ask.ts'
import type { OpenServer } from '../open-server.ts'
import { newestRows } from './newest-rows.ts'
import type { RowsOf } from './newest-rows.ts'

/** How far apart the samples of the newest days are, and how many there are of one time; asset by asset. */
export interface Spacing {
  readonly rows: number
  readonly times: number
  /** Times that several rows have, and the most rows that one has. */
  readonly repeated: number
  readonly mostAtOnce: number
  /** Differences between times that follow each other, in whole seconds, the most frequent first. */
  readonly gaps: readonly { readonly seconds: number; readonly share: number }[]
}

interface Row {
  readonly rows: number
  readonly times: number
  readonly repeated: number
  readonly most: number | null
  readonly steps: number
  readonly gaps: { readonly seconds: number; readonly count: number }[] | null
}

export async function measureSpacing(
  { client }: OpenServer,
  of: RowsOf,
  days: number,
): Promise<Spacing> {
  const [row] = await ask<Row>(
    client,
    'Source',
    `with ${newestRows(of, days)},
     times as (select a, t, count(*) as n from newest where isfinite(t) and a is not null group by a, t),
     gaps as (
       select round(extract(epoch from t - lag(t) over (partition by a order by t)))::float8 as seconds from times),
     counted as (
       select seconds, count(*)::int as count from gaps where seconds is not null
       group by seconds order by count desc, seconds limit 4)
     select coalesce(sum(n), 0)::int as rows, count(*)::int as times, max(n)::int as most,
       (count(*) filter (where n > 1))::int as repeated,
       (select json_agg(counted) from counted) as gaps,
       (select count(*) from gaps where seconds is not null)::int as steps
     from times`,
  )
  const { rows, times, repeated, most, gaps, steps } = row!
  return {
    rows,
    times,
    repeated,
    mostAtOnce: most ?? 0,
    gaps: (gaps ?? []).map(({ seconds, count }) => ({ seconds, share: count / steps })),
  }
}

/** The difference that most times have, in seconds; undefined where none is the rule. */
export function usualSpacing({ gaps }: Spacing): number | undefined {
  const [first] = gaps
  return first !== undefined && first.share > 0.5 && first.seconds > 0 ? first.seconds : undefined
}

/** Whether several rows at one time are the rule: of several assets, or tags. */
export function isStacked({ repeated, times }: Spacing): boolean {
  return times > 1 && repeated > times / 2
}
