import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { sampleClasses } from '../../signal/sample-class.ts'
import type { Interval } from '../../time/interval.ts'
import { formatInstant } from '../../time/instant.ts'
import type { Instant } from '../../time/instant.ts'
import type { TargetTables } from '../tables/schema.ts'

/** A bin that holds anything but as many valid samples as expected, or that has no value. */
export interface BinReason {
  readonly variable: string
  /** The bin's start. */
  readonly time: Instant
  /** Values of the Source; of values that come on change seconds with one. */
  readonly samples: number
  /** How many samples are in each class, by the classes' numbers. */
  readonly classes: ArrayLike<number>
}

/** All that days shall hold of such bins of these variables. */
export interface BinReasons {
  readonly asset: string
  readonly periodSeconds: number
  readonly variables: readonly string[]
  readonly bins: readonly BinReason[]
}

/** Brings the reasons of bins of runs of days to these, of several assets, and writes only what differs. */
export async function writeBinReasons(
  db: Kysely<TargetTables>,
  runs: readonly Interval[],
  all: readonly BinReasons[],
): Promise<void> {
  const scopes = all.flatMap(({ variables, ...of }) =>
    variables.map((variable) => ({ ...of, variable })),
  )
  const bins = all.flatMap(({ asset, periodSeconds, bins }) =>
    bins.map((bin) => ({ asset, periodSeconds, ...bin })),
  )
  const keys = (of: readonly Omit<(typeof scopes)[number], 'bins'>[]) => sql`
    ${of.map(({ asset }) => asset)}::text[], ${of.map(({ variable }) => variable)}::text[],
    ${intArray(of.map(({ periodSeconds }) => periodSeconds))}::int[]`
  const times = sql`${bins.map(({ time }) => formatInstant(time, 6))}::timestamptz[]`
  const key = sql.raw('asset, variable, period_seconds')
  await sql`
    delete from bin_reason using unnest(${keys(scopes)}) scope (${key})
    where bin_reason.asset = scope.asset and bin_reason.variable = scope.variable
      and bin_reason.period_seconds = scope.period_seconds
      and exists (
        select from unnest(
          ${runs.map(({ start }) => formatInstant(start, 6))}::timestamptz[],
          ${runs.map(({ end }) => formatInstant(end, 6))}::timestamptz[]) run (first, after)
        where bin_reason."timestamp" >= first and bin_reason."timestamp" < after)
      and "timestamp" >= ${formatInstant(runs[0]!.start, 6)} and "timestamp" < ${formatInstant(runs.at(-1)!.end, 6)}
      and not exists (
        select from unnest(${keys(bins)}, ${times}) given (${key}, "timestamp")
        where given.asset = bin_reason.asset and given.variable = bin_reason.variable
          and given.period_seconds = bin_reason.period_seconds
          and given."timestamp" = bin_reason."timestamp")`.execute(db)
  if (bins.length === 0) return
  const counts = [
    bins.map(({ samples }) => samples),
    ...sampleClasses.map(({ number }) => bins.map(({ classes }) => classes[number]!)),
  ].map((values) => sql`${intArray(values)}::int[]`)
  await sql`
    insert into bin_reason (${key}, "timestamp", ${sql.raw(countNames.join(', '))})
    select * from unnest(${keys(bins)}, ${times}, ${sql.join(counts)})
    on conflict (${key}, "timestamp") do update
      set (${sql.raw(countNames.join(', '))}) = row(${listOf('excluded')})
    where (${listOf('bin_reason')}) is distinct from (${listOf('excluded')})`.execute(db)
}

const countNames = ['samples', ...sampleClasses.map(({ name }) => name)]

function listOf(table: string) {
  return sql.raw(countNames.map((name) => `${table}.${name}`).join(', '))
}

/** As PostgreSQL reads it: of whole numbers there is nothing to escape, which the driver would look for. */
function intArray(values: readonly number[]): string {
  return `{${values.join()}}`
}
