import { createArrowEncoder } from '../../frame/arrow/arrow-encoder.ts'
import type { FrameLayout } from '../../frame/frame.ts'
import { joinFrames } from '../../frame/join-frames.ts'
import { createCsvEncoder } from '../../frame/text/csv.ts'
import { codeOf } from '../../signal/statistic.ts'
import type { Interval } from '../../time/interval.ts'
import { formatInstant } from '../../time/instant.ts'
import type { Instant } from '../../time/instant.ts'
import { findReasonColumns } from '../read/reason-columns.ts'
import type { FileColumn } from '../read/reason-columns.ts'
import type { Series } from '../read/series.ts'
import type { TargetReader } from '../read/target-reader.ts'

/** Values that are read at a time: a file of ten years, or of hundreds of signals, must not stand in memory. */
const valuesAtOnce = 160_000

/**
 * A file of all bins of an interval: a column a statistic of each variable, named as in the Target, and with reasons
 * those of `findReasonColumns`. What cannot be read
 * at all is thrown before a byte of it is sent.
 */
export async function exportRows(
  target: TargetReader,
  series: readonly Series[],
  interval: Interval,
  format: 'csv' | 'arrow',
  withReasons = false,
): Promise<{ readonly name: string; bytes(): AsyncGenerator<Uint8Array> }> {
  const signals = series.flatMap(({ variable, unit, ids }) =>
    Object.entries(ids).map(([statistic, id]) => ({
      name: `${variable}_${statistic}`,
      unit: codeOf(statistic) === undefined ? unit : 's',
      id,
    })),
  )
  const reasons = withReasons
    ? await findReasonColumns(target, series, interval)
    : { columns: [], times: [] }
  const files: FileColumn[] = [
    ...signals.map(({ name, unit, id }) => ({
      name,
      unit,
      statement: (part: Interval) => signalStatement(id, part),
    })),
    ...reasons.columns,
  ]
  const layout: FrameLayout = {
    timeName: 'timestamp',
    timeDigits: 0,
    columns: files.map(({ name }) => name),
    units: new Map(signals.flatMap(({ name, unit }) => (unit === null ? [] : [[name, unit]]))),
  }
  const encoder = format === 'csv' ? createCsvEncoder(layout) : createArrowEncoder(layout)
  const binsAtOnce = Math.ceil(valuesAtOnce / Math.max(1, files.length))
  const span = (series[0]?.periodSeconds ?? 600) * 1e6 * binsAtOnce
  const ids = signals.map(({ id }) => id)
  const there = await readSpan(target, ids, interval, reasons.times)
  async function* bytes() {
    yield encoder.start()
    let rows = 0
    for (let start = there.start; start < there.end; start += span) {
      const part = { start, end: Math.min(there.end, start + span) }
      const columns = new Map()
      for (const { name, statement } of files) {
        columns.set(name, await readColumn(target, statement(part)))
      }
      const frame = joinFrames(columns)
      if (frame.time.length === 0) continue
      rows += frame.time.length
      yield encoder.rows(frame)
    }
    yield encoder.end(rows)
  }
  return { name: fileName(series, interval, format), bytes }
}

/** The part of an interval in which there are values, or bins at these times: nobody waits for ten thousand years without any. */
async function readSpan(
  target: TargetReader,
  ids: readonly number[],
  { start, end }: Interval,
  times: readonly Instant[],
): Promise<Interval> {
  const edge = (order: string) => `(
    select (extract(epoch from "timestamp") * 1000000)::int8 from data
    where signal_id = id and "timestamp" >= '${formatInstant(start, 6)}'
      and "timestamp" < '${formatInstant(end, 6)}'
    order by "timestamp" ${order} limit 1)`
  const [row] = await target.rows<{ first: string | null; last: string | null }>(
    'looking for the first and last bins',
    `select min(${edge('')})::text as first, max(${edge('desc')})::text as last
     from unnest('{${ids.join()}}'::int[]) of (id)`,
  )
  const edges = [row!.first, row!.last].flatMap((text) => (text === null ? [] : [Number(text)]))
  const all = [...edges, ...times]
  return all.length === 0
    ? { start, end: start }
    : { start: Math.min(...all), end: Math.max(...all) + 1 }
}

function signalStatement(id: number, { start, end }: Interval): string {
  return `select "timestamp", value from data where signal_id = ${id}
    and "timestamp" >= '${formatInstant(start, 6)}' and "timestamp" < '${formatInstant(end, 6)}'
    order by "timestamp"`
}

async function readColumn(target: TargetReader, statement: string) {
  const { time, columns } = await target.frame('reading bins', statement, ['value'])
  return { time, values: columns.get('value')! }
}

/** `T01-wind_speed-2025-01-03.csv`: nothing in it that a file system, or the header, might not take. */
function fileName(series: readonly Series[], { start, end }: Interval, format: string): string {
  const days = [start, end - 1].map((instant) => formatInstant(instant).slice(0, 10))
  const parts = [
    series[0]?.asset ?? '',
    ...series.map(({ variable }) => variable).slice(0, 3),
    ...new Set(days),
  ]
  const name = parts.filter((part) => part !== '').join('-')
  return `${name.replace(/[^\w.-]+/g, '_').slice(0, 120)}.${format}`
}
