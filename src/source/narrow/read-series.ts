import type pg from 'pg'
import type { AssetFrame } from '../../frame/frame.ts'
import { reasonNumbers } from '../../frame/reasons.ts'
import type { Asset } from '../../signal/asset.ts'
import type { Instant } from '../../time/instant.ts'
import type { Interval } from '../../time/interval.ts'
import { copyFrames } from '../table/copy-frames.ts'
import type { CopyOptions } from '../table/copy-frames.ts'
import { rowOrder, tiedExpression, timeWindow } from '../table/order-expression.ts'
import { jumpedExpression, rowCondition, timeExpression } from '../table/time-expression.ts'
import { timeReasonsOf } from '../table/time-reasons.ts'
import type { TimeReasons } from '../table/time-reasons.ts'
import { firstSlice, nextSlice } from './next-slice.ts'
import type { Slice } from './next-slice.ts'
import { createPivot } from './create-pivot.ts'
import type { PivotPlace, SeriesRows } from './create-pivot.ts'
import { joinKeys } from './join-keys.ts'
import type { Key, NarrowTable } from './narrow-table.ts'
import { sampleExpressions } from './sample-expression.ts'

/** Rows that are decoded at once, and cells of a frame: see the wide reader's. */
const rowsAtOnce = 4096
const rowsPerFrame = 2048
const cellsPerFrame = 16_384

/** What is read of a narrow table. */
export interface SeriesToRead {
  readonly table: NarrowTable
  readonly interval: Interval
  /** In the order of the answer. */
  readonly assets: readonly Asset[]
  /** Names of the columns, in order. */
  readonly variables: readonly string[]
  /** Series of these assets and variables. */
  readonly keys: readonly Key[]
  /** Of each series the one time whose rows are read; without it all rows of the interval are. */
  readonly times?: readonly Instant[]
  readonly withReasons: boolean
  /** What may be wrong with the interval's times. */
  readonly timeReasons: TimeReasons | undefined
  /** Whether they are read slice by slice, each soon sorted: where an index leads to each series, of one asset. */
  readonly isSliced: boolean
}

/**
 * Reads the rows of series in [start, end), asset by asset and in the order of time, as frames with a column a
 * variable. A frame is good until the next one is asked for. Throws as `copyFrames` does.
 */
export async function* readSeries(
  client: pg.ClientBase,
  series: SeriesToRead,
  options: CopyOptions,
): AsyncGenerator<AssetFrame, void, void> {
  const { table, interval, assets, variables, keys, withReasons, timeReasons } = series
  if (keys.length === 0) return
  const { ofAsset, ofKey, rows: rowsOf } = joinKeys(table, keys, assets, series.times)
  const { value, reason } = sampleExpressions(table)
  const columns = new Map([
    ['key', `${ofKey.expression}::float8`],
    ['value', value],
  ])
  if (withReasons && reason !== undefined) columns.set('reason', `(${reason})::float8`)
  if (withReasons && timeReasons?.jumped === true) columns.set('jumped', jumpedExpression(table))
  const marksTied = withReasons && table.orderColumn !== undefined
  if (marksTied) columns.set('tied', tiedExpression(table))
  // One asset alone needs no sorting by its place.
  const ordered = assets.length === 1 ? table : { ...table, places: ofAsset }
  const statement = (slice: Interval) => `copy (
    select ${[timeExpression(table), ...columns.values()].join(', ')}
    from ${rowsOf(rowCondition(table, slice))}
    ${marksTied ? timeWindow({ ...table, places: ofKey }) : ''}
    order by ${rowOrder(ordered)}
  ) to stdout (format binary)`
  const rows = Math.max(
    1,
    Math.min(rowsPerFrame, Math.floor(cellsPerFrame / (variables.length + 1))),
  )
  const pivot = createPivot(variables, placesOf(keys, assets, variables), rows, withReasons)
  const name = ({ asset, frame }: { asset: number; frame: AssetFrame['frame'] }) => ({
    asset: assets[asset - 1]!,
    frame,
  })
  const names = [...columns.keys()]
  let slice: Slice | undefined = series.isSliced
    ? firstSlice(interval)
    : { interval, width: interval.end - interval.start }
  while (slice !== undefined) {
    let count = 0
    const copied = copyFrames(client, statement(slice.interval), names, rowsAtOnce, options)
    for await (const frame of copied) {
      count += frame.time.length
      const column = (mark: string) => frame.columns.get(mark)
      const read: SeriesRows = {
        time: frame.time,
        key: column('key')!,
        value: column('value')!,
        reason: column('reason'),
      }
      const marked = withReasons
        ? withTimeReasons(read, timeReasons, column('jumped'), column('tied'))
        : read
      for (const pivoted of pivot.push(marked)) yield name(pivoted)
    }
    slice = nextSlice(interval, slice, count)
  }
  for (const pivoted of pivot.end()) yield name(pivoted)
}

/** From 1 on, as the statement numbers assets. */
function placesOf(
  keys: readonly Key[],
  assets: readonly Asset[],
  variables: readonly string[],
): PivotPlace[] {
  const places = new Map(assets.map((asset, index) => [asset, index + 1]))
  const columns = new Map(variables.map((variable, index) => [variable, index]))
  return keys.map(({ asset, variable }) => ({
    asset: places.get(asset)!,
    column: columns.get(variable)!,
  }))
}

/**
 * A row has one reason. Of one without a value it is why; of one with a value, what makes its time doubtful, or else
 * its order, or else its quality.
 */
function withTimeReasons(
  rows: SeriesRows,
  timeReasons: TimeReasons | undefined,
  jumped: Float64Array | undefined,
  tied: Float64Array | undefined,
): SeriesRows {
  if (timeReasons === undefined && tied === undefined) return rows
  const { time, value, reason } = rows
  const bytes =
    timeReasons === undefined
      ? new Uint8Array(time.length)
      : timeReasonsOf(time, timeReasons, jumped)
  for (let row = 0; row < time.length; row++) {
    if (Number.isNaN(value[row]!)) bytes[row] = reason?.[row] ?? 0
    else if (bytes[row] === 0) bytes[row] = tied?.[row] === 1 ? unordered : (reason?.[row] ?? 0)
  }
  return { ...rows, reason: bytes }
}

const unordered = reasonNumbers['unordered-row']
