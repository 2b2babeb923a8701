import { formatInstant } from '../../time/instant.ts'
import type { Instant } from '../../time/instant.ts'
import type { Interval } from '../../time/interval.ts'
import { quoteLiteral } from '../../postgres/quote.ts'
import { sampleClasses } from '../../signal/sample-class.ts'
import { findBinsTable } from './find-bins-table.ts'
import type { Series } from './series.ts'
import type { TargetReader } from './target-reader.ts'

/** A column of a file, and the statement that gives its times and values of a part of the interval. */
export interface FileColumn {
  readonly name: string
  readonly unit: string | null
  readonly statement: (part: Interval) => string
}

/**
 * Of bins that are not whole a column a class that any of them has, of each variable: `wind_speed_missing`. A bin without
 * these numbers is whole, or its day was loaded before samples were counted by class. `times`: the first and the last one
 * of each variable.
 */
export async function findReasonColumns(
  target: TargetReader,
  series: readonly Series[],
  interval: Interval,
): Promise<{ readonly columns: readonly FileColumn[]; readonly times: readonly Instant[] }> {
  const columns: FileColumn[] = []
  const times: Instant[] = []
  if ((await findBinsTable(target)) !== 'bin_reason') return { columns, times }
  for (const one of series) {
    const sums = sampleClasses.map(({ name }) => `max(${name})::int`)
    const edge = (of: string) => `(extract(epoch from ${of}("timestamp")) * 1000000)::int8::text`
    const [row] = await target.rows<{ greatest: (number | null)[]; edges: (string | null)[] }>(
      'looking which reasons bins have',
      `select array[${sums.join(', ')}] as greatest, array[${edge('min')}, ${edge('max')}] as edges
       from bin_reason where ${isOf(one, interval)}`,
    )
    times.push(...row!.edges.flatMap((text) => (text === null ? [] : [Number(text)])))
    for (const [index, { name }] of sampleClasses.entries()) {
      if ((row!.greatest[index] ?? 0) === 0) continue
      columns.push({
        name: `${one.variable}_${name}`,
        unit: null,
        statement: (part) =>
          `select "timestamp", ${name}::float8 as value from bin_reason
           where ${isOf(one, part)} and ${name} is not null order by "timestamp"`,
      })
    }
  }
  return { columns, times }
}

function isOf({ asset, variable, periodSeconds }: Series, { start, end }: Interval): string {
  return `asset = ${quoteLiteral(asset)} and variable = ${quoteLiteral(variable)}
    and period_seconds = ${periodSeconds} and "timestamp" >= '${formatInstant(start, 6)}'
    and "timestamp" < '${formatInstant(end, 6)}'`
}
