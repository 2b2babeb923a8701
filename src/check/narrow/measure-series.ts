import { ask } from '../ask.ts'
import type { OpenServer } from '../open-server.ts'
import { newestOfSeries } from './newest-of-series.ts'
import type { SeriesToLookAt } from './newest-of-series.ts'

/** What the newest rows of a variable show, its series by themselves. */
export interface SeriesMeasure {
  readonly variable: string
  readonly rows: number
  /** Rows that give no number, by the number of the reason; 0 for NULL and the like. */
  readonly lacking: Readonly<Record<string, number>>
  /** Times that several rows of one series have, how many of them differ, and the first of these. */
  readonly repeated: number
  readonly conflicts: number
  readonly conflictAt: string | null
  /** Distances between times that follow each other, in seconds; null where there are none. */
  readonly steps: number
  readonly median: number | null
  readonly least: number | null
  readonly most: number | null
  readonly total: number | null
  /** The most frequent, rounded to whole seconds. */
  readonly gaps: readonly { readonly seconds: number; readonly share: number }[]
  /** Of the values; `leaps`: how often one is more than 180 from the one before. */
  readonly smallest: number | null
  readonly largest: number | null
  readonly leaps: number
}

type Row = Omit<SeriesMeasure, 'variable' | 'gaps' | 'lacking'> & {
  readonly k: number
  readonly lacking: Record<string, number> | null
  readonly gaps: readonly { readonly seconds: number; readonly count: number }[] | null
}

/** Measures the newest rows of series, variable by variable, in the order of their names. */
export async function measureSeries(
  { client }: OpenServer,
  given: SeriesToLookAt,
): Promise<SeriesMeasure[]> {
  const { keys } = given
  if (keys.length === 0) return []
  const names = [...new Set(keys.map(({ variable }) => variable))]
  const places = keys.map(({ variable }) => names.indexOf(variable))
  const rows = await ask<Row>(
    client,
    'Source',
    `with ${newestOfSeries(given)},
     read as materialized (
       select ($1::int[])[k] as n, k, t, v, r, v - lag(v) over (partition by k order by t) as d
       from newest where isfinite(t)),
     times as materialized (
       select n, k, t, count(*) > 1 as again,
         count(distinct v) + (count(*) filter (where v is null) > 0)::int > 1 as differs
       from read group by n, k, t),
     steps as materialized (
       select n, extract(epoch from t - lag(t) over (partition by k order by t))::float8 as seconds from times),
     counted as materialized (
       select n, round(seconds) as seconds, count(*)::int as count,
         row_number() over (partition by n order by count(*) desc, round(seconds)) as place
       from steps where seconds is not null group by 1, 2),
     gaps as materialized (
       select n, json_agg(json_build_object('seconds', seconds, 'count', count) order by place) as gaps
       from counted where place <= 4 group by n),
     spacing as materialized (
       select n, count(seconds)::int as steps, percentile_cont(0.5) within group (order by seconds) as median,
         min(seconds) as least, max(seconds) as most, sum(seconds) as total
       from steps group by n),
     again as materialized (
       select n, (count(*) filter (where again))::int as repeated,
         (count(*) filter (where again and differs))::int as conflicts,
         (min(t) filter (where again and differs))::text as "conflictAt"
       from times group by n),
     reasons as materialized (
       select n, json_object_agg(r, count) as lacking
       from (select n, r, count(*)::int as count from read where v is null or r <> 0 group by n, r) by_reason group by n),
     spread as materialized (
       select n, count(*)::int as rows, min(v) as smallest, max(v) as largest,
         (count(*) filter (where abs(d) > 180))::int as leaps
       from read group by n)
     select n as k, rows, lacking, repeated, conflicts, "conflictAt", steps, median, least, most, total, gaps,
       smallest, largest, leaps
     from spread join again using (n) join spacing using (n) left join gaps using (n) left join reasons using (n)
     order by n`,
    [places],
  )
  return rows.map(({ k, gaps, lacking, ...row }) => ({
    ...row,
    variable: names[k]!,
    lacking: lacking ?? {},
    gaps: (gaps ?? []).map(({ seconds, count }) => ({ seconds, share: count / row.steps })),
  }))
}

/** The distance that is the rule, in seconds; undefined where none is, or where more of the time lies between longer ones. */
export function usualOf({ gaps, steps, total }: SeriesMeasure): number | undefined {
  const [first] = gaps
  if (first === undefined || first.seconds <= 0 || first.share <= 0.5) return undefined
  const isMostOfTime = steps * first.share * first.seconds > (total ?? 0) / 2
  return first.share > 0.9 || isMostOfTime ? first.seconds : undefined
}
