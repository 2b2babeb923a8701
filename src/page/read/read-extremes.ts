import { columnEdges, columnsOf } from '../../frame/thin-rows.ts'
import { formatInstant } from '../../time/instant.ts'
import type { Instant } from '../../time/instant.ts'
import type { Interval } from '../../time/interval.ts'
import { circleOf } from '../../signal/kind.ts'
import { drawnIds } from './drawn-ids.ts'
import type { Series } from './series.ts'
import type { TargetReader } from './target-reader.ts'

/** Times of rows, in order, and NaN where a gap is to be marked. */
export type ChosenTimes = Float64Array

/**
 * The times that `thinRows` would choose of all bins, found by the Target: of each column of pixels a step into the
 * index, and the least and greatest of what follows there. Of ten years it takes half the time of reading three
 * statistics (0.4 s where that took 0.8), and a GROUP BY takes as long as this for the values alone, without their rows.
 */
export async function readExtremes(
  target: TargetReader,
  series: Series,
  { interval, points }: { readonly interval: Interval; readonly points: number },
): Promise<ChosenTimes> {
  const columns = columnsOf(points)
  const edges = [...columnEdges(interval, columns)]
  const pairs = edges.slice(1).map((edge, column) => ({ start: edges[column]!, end: edge }))
  const ask = (id: number | undefined, what: string) =>
    id === undefined ? Promise.resolve([]) : askColumns(target, id, what, pairs)
  const { kind, periodSeconds } = series
  const ids = drawnIds(series)
  const base = ids.mean ?? ids.min ?? ids.max
  const isScalar = circleOf(kind) === undefined
  const found = await Promise.all([
    ask(base, edgesOf),
    isScalar ? ask(ids.min ?? base, rowOf('value')) : [],
    isScalar ? ask(ids.max ?? base, rowOf('value desc')) : [],
  ])
  return inOrder(found.flat(), columns, periodSeconds * 1e6)
}

/** The time of the first and of the last row; of the row that comes first in an order. */
const edgesOf = 'min("timestamp") as a, max("timestamp") as b'
const rowOf = (order: string) =>
  `"timestamp" as a, null::timestamptz as b order by ${order}, "timestamp" limit 1`

interface Found {
  readonly column: number
  readonly times: readonly Instant[]
}

/** Of each column that has rows, one or two of their times. */
async function askColumns(
  target: TargetReader,
  id: number,
  what: string,
  columns: readonly Interval[],
): Promise<Found[]> {
  const list = (key: 'start' | 'end') =>
    columns.map((column) => `"${formatInstant(column[key], 6)}"`).join()
  const [selected, ordered = ''] = what.split(/(?= order by )/)
  const micros = (name: string) => `(extract(epoch from ${name}) * 1000000)::int8::text as ${name}`
  const rows = await target.rows<{ column: number; a: string | null; b: string | null }>(
    'looking for extremes',
    `select (place - 1)::int as "column", ${micros('a')}, ${micros('b')}
     from unnest('{${list('start')}}'::timestamptz[], '{${list('end')}}'::timestamptz[])
         with ordinality of_column (from_time, to_time, place)
       cross join lateral (
         select ${selected} from data
         where signal_id = ${id} and "timestamp" >= from_time and "timestamp" < to_time
         ${ordered}) found
     where a is not null`,
  )
  return rows.map(({ column, a, b }) => ({
    column,
    times: [a, b].flatMap((time) => time ?? []).map(Number),
  }))
}

/** All times in order, each once, with a mark where two columns are further apart than a step. */
function inOrder(found: readonly Found[], columns: number, step: number): ChosenTimes {
  const byColumn = Array.from({ length: columns }, () => new Set<Instant>())
  for (const { column, times } of found) for (const time of times) byColumn[column]!.add(time)
  const chosen: number[] = []
  for (const times of byColumn) {
    const own = [...times].sort((a, b) => a - b)
    if (own.length === 0) continue
    const before = chosen.at(-1)
    if (before !== undefined && own[0]! - before > step) chosen.push(NaN)
    chosen.push(...own)
  }
  return Float64Array.from(chosen)
}
