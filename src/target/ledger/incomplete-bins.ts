import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { Interval } from '../../time/interval.ts'
import { formatInstant } from '../../time/instant.ts'
import type { Instant } from '../../time/instant.ts'
import type { TargetTables } from '../tables/schema.ts'

/** A bin whose samples are not as many as expected, fewer or more, or that has no value. */
export interface IncompleteBin {
  readonly variable: string
  /** The bin's start. */
  readonly time: Instant
  readonly samples: number
}

/** All that days shall hold of incomplete bins of these variables. */
export interface IncompleteBins {
  readonly asset: string
  readonly periodSeconds: number
  readonly variables: readonly string[]
  readonly bins: readonly IncompleteBin[]
}

/** Brings the incomplete bins of runs of days to these, of several assets, and writes only what differs. */
export async function writeIncompleteBins(
  db: Kysely<TargetTables>,
  runs: readonly Interval[],
  all: readonly IncompleteBins[],
): Promise<void> {
  const scopes = all.flatMap(({ variables, ...of }) =>
    variables.map((variable) => ({ ...of, variable })),
  )
  const bins = all.flatMap(({ asset, periodSeconds, bins }) =>
    bins.map((bin) => ({ asset, periodSeconds, ...bin })),
  )
  const keys = (of: readonly Omit<(typeof scopes)[number], 'bins'>[]) => sql`
    ${of.map(({ asset }) => asset)}::text[], ${of.map(({ variable }) => variable)}::text[],
    ${of.map(({ periodSeconds }) => periodSeconds)}::int[]`
  const given = sql`unnest(${keys(bins)},
    ${bins.map(({ time }) => formatInstant(time, 6))}::timestamptz[],
    ${bins.map(({ samples }) => samples)}::int[])
    given (asset, variable, period_seconds, "timestamp", samples)`
  const key = sql.raw('asset, variable, period_seconds')
  await sql`
    delete from incomplete_bin using unnest(${keys(scopes)}) scope (${key})
    where incomplete_bin.asset = scope.asset and incomplete_bin.variable = scope.variable
      and incomplete_bin.period_seconds = scope.period_seconds
      and exists (
        select from unnest(
          ${runs.map(({ start }) => formatInstant(start, 6))}::timestamptz[],
          ${runs.map(({ end }) => formatInstant(end, 6))}::timestamptz[]) run (first, after)
        where incomplete_bin."timestamp" >= first and incomplete_bin."timestamp" < after)
      and "timestamp" >= ${formatInstant(runs[0]!.start, 6)} and "timestamp" < ${formatInstant(runs.at(-1)!.end, 6)}
      and not exists (
        select from ${given}
        where given.asset = incomplete_bin.asset and given.variable = incomplete_bin.variable
          and given.period_seconds = incomplete_bin.period_seconds
          and given."timestamp" = incomplete_bin."timestamp")`.execute(db)
  if (bins.length === 0) return
  await sql`
    insert into incomplete_bin (${key}, "timestamp", samples)
    select ${key}, "timestamp", samples from ${given}
    on conflict (${key}, "timestamp") do update set samples = excluded.samples
    where incomplete_bin.samples <> excluded.samples`.execute(db)
}
