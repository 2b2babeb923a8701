import { quoteLiteral } from '../../postgres/quote.ts'
import { sampleClasses } from '../../signal/sample-class.ts'
import type { Day } from '../../time/day.ts'
import { formatInstant } from '../../time/instant.ts'
import type { Instant } from '../../time/instant.ts'
import type { BinRun, BinsOfVariable, ClassCounts } from '../api.ts'
import { findBinsTable } from './find-bins-table.ts'
import type { TargetReader } from './target-reader.ts'
import { textArray } from './text-array.ts'

/** A bin that is not whole; its counts by class, in the order of `sampleClasses`, null where none were made. */
interface BinRow {
  readonly variable: string
  /** Microseconds since 1970. */
  readonly time: string
  readonly samples: number
  readonly classes: readonly (number | null)[]
}

/** What the samples of a day's bins are that are not whole, variable by variable; none of a Target before they were told. */
export async function readBinReasons(
  target: TargetReader,
  {
    asset,
    day,
    variables,
  }: { readonly asset: string; readonly day: Day; readonly variables: readonly string[] },
  periodSeconds: number,
): Promise<BinsOfVariable[]> {
  if ((await findBinsTable(target)) !== 'bin_reason') return []
  const rows = await target.rows<BinRow>(
    'reading the reasons of bins',
    `select bin_reason.variable, (extract(epoch from "timestamp") * 1000000)::int8::text as time, samples,
       array[${sampleClasses.map(({ name }) => `bin_reason.${name}`).join(', ')}] as classes
     from load join bin_reason using (asset, variable, period_seconds)
     where load.asset = ${quoteLiteral(asset)} and load.variable = any(${textArray(variables)})
       and load.period_seconds = ${periodSeconds} and load.day = '${day}'
       and "timestamp" >= window_start and "timestamp" < window_end
     order by "timestamp"`,
  )
  return variables.flatMap((variable) => {
    const own = rows.filter((row) => row.variable === variable)
    if (own.length === 0) return []
    const runs = joinRuns(own, periodSeconds * 1e6)
    return [{ variable, bins: own.length, classes: sumOf(own), runs }]
  })
}

/** Bins that follow one another and are alike, as one. */
function joinRuns(rows: readonly BinRow[], step: number): BinRun[] {
  const runs: { row: BinRow; start: Instant; end: Instant }[] = []
  for (const row of rows) {
    const start = Number(row.time)
    const last = runs.at(-1)
    if (last !== undefined && last.end === start && isAlike(last.row, row)) last.end = start + step
    else runs.push({ row, start, end: start + step })
  }
  return runs.map(({ row, start, end }) => ({
    from: formatInstant(start),
    to: formatInstant(end),
    samples: row.samples,
    classes: sumOf([row]),
  }))
}

function isAlike(one: BinRow, other: BinRow): boolean {
  return one.samples === other.samples && one.classes.join() === other.classes.join()
}

/** Without those that are 0; null where one of them was not counted so. */
function sumOf(rows: readonly BinRow[]): ClassCounts | null {
  if (rows.some(({ classes }) => classes[0] === null)) return null
  const sums = sampleClasses.map(
    ({ name }, index) =>
      [name, rows.reduce((sum, { classes }) => sum + classes[index]!, 0)] as const,
  )
  return Object.fromEntries(sums.filter(([, count]) => count > 0))
}
