import type pg from 'pg'
import type { Frame } from '../../frame/frame.ts'
import { reasonNumbers } from '../../frame/reasons.ts'
import type { Instant } from '../../time/instant.ts'
import type { Interval } from '../../time/interval.ts'
import { copyFrames } from '../table/copy-frames.ts'
import type { CopyOptions } from '../table/copy-frames.ts'
import type { PlacedFrame } from '../table/split-by-place.ts'
import type { SourceTable, Variable } from '../table/source-table.ts'
import {
  rowCondition,
  jumpedExpression,
  timeExpression,
  timesCondition,
} from '../table/time-expression.ts'
import { rowAlias, rowOrder, tiedExpression, timeWindow } from '../table/order-expression.ts'
import { timeReasonsOf } from '../table/time-reasons.ts'
import type { TimeReasons } from '../table/time-reasons.ts'
import { valueExpression } from '../table/value-expression.ts'

export interface ReadOptions extends CopyOptions {
  /** Frames shall have the reasons of their times, which may be doubtful so. */
  readonly reasons?: TimeReasons | undefined
  /** Frames shall say which rows have no place in the order of their time; of an ordered table. */
  readonly marksUnordered?: boolean
  /** Rows of these times alone. */
  readonly times?: readonly Instant[]
}

/**
 * Small enough that what is made of a frame is garbage before V8 collects it, and so costs little to
 * collect: with frames of 8192 rows an answer of a million rows took 40 MB more.
 */
const rowsPerFrame = 2048
/** A wide table has fewer rows in a frame. */
const cellsPerFrame = 16_384

/**
 * Reads the rows of [start, end) in the order of time, and of the order column if there is one, NULL times left out, as frames whose columns
 * bear the variables' names. A frame is good until the next one is asked for, which may be written
 * over it: copy what must be kept. Rows are asked of PostgreSQL only as fast as they are taken. Whoever does
 * not take them to their end must close the connection: the query is cancelled, but not awaited.
 *
 * Throws `source-unavailable`, `source-timeout` and `source-refused`; when aborted, what says so.
 */
export async function* readFrames(
  client: pg.ClientBase,
  table: SourceTable,
  interval: Interval,
  variables: readonly Variable[],
  { signal, timeout, reasons, marksUnordered = false, times }: ReadOptions,
): AsyncGenerator<PlacedFrame, void, void> {
  const names = variables.map(({ name }) => name)
  const rows = Math.max(1, Math.min(rowsPerFrame, Math.floor(cellsPerFrame / (names.length + 1))))
  const marks: Marks = {
    ...(reasons?.jumped === true && { jumped: markColumn(names, 'jumped') }),
    ...(table.places !== undefined && { place: markColumn(names, 'place') }),
    ...(marksUnordered && { unordered: markColumn(names, 'unordered') }),
  }
  const columns = [
    ...names,
    ...[marks.jumped ?? [], marks.unordered ?? [], marks.place ?? []].flat(),
  ]
  const statement = copyStatement(table, interval, variables, marks, times)
  const finish = (frame: Frame): PlacedFrame => {
    if (Object.keys(marks).length === 0 && reasons === undefined) return frame
    const place = marks.place === undefined ? undefined : frame.columns.get(marks.place)
    const own = {
      ...frame,
      columns: new Map(names.map((name) => [name, frame.columns.get(name)!])),
    }
    const finished =
      reasons === undefined && !marksUnordered ? own : addReasons(own, frame, reasons, marks)
    return place === undefined ? finished : { ...finished, place }
  }
  for await (const frame of copyFrames(client, statement, columns, rows, { signal, timeout })) {
    yield finish(frame)
  }
}

/** Columns beside the variables', of 0 and 1, where they are asked for. */
interface Marks {
  readonly jumped?: string
  readonly unordered?: string
  readonly place?: string
}

/** A name that none of the variables has. */
function markColumn(names: readonly string[], mark: keyof Marks): string {
  return `${names.join('')} ${mark}`
}

/** A row's reason is that of all its variables: they share the bytes. */
function addReasons(
  frame: Frame,
  { columns }: Frame,
  reasons: TimeReasons | undefined,
  marks: Marks,
): Frame {
  const { time } = frame
  const markOf = (name: string | undefined) => (name === undefined ? undefined : columns.get(name))
  const bytes =
    reasons === undefined
      ? new Uint8Array(time.length)
      : timeReasonsOf(time, reasons, markOf(marks.jumped))
  const unordered = markOf(marks.unordered)
  for (let row = 0; row < (unordered?.length ?? 0); row++) {
    // A doubtful time says more: of such a row no order is used.
    if (unordered![row] === 1 && bytes[row] === 0) bytes[row] = reasonNumbers['unordered-row']
  }
  return { ...frame, reasons: new Map([...frame.columns.keys()].map((name) => [name, bytes])) }
}

/** A binary COPY of the variables as float8, and of the marks; COPY takes no parameters, so bounds are literals. */
function copyStatement(
  table: SourceTable,
  interval: Interval,
  variables: readonly Variable[],
  marks: Marks,
  times: readonly Instant[] | undefined,
): string {
  const columns = variables.map(valueExpression)
  if (marks.jumped !== undefined) columns.push(jumpedExpression(table))
  if (marks.unordered !== undefined) columns.push(tiedExpression(table))
  if (table.places !== undefined) columns.push(`${table.places.expression}::float8`)
  return `copy (
    select ${[timeExpression(table), ...columns].join(', ')}
    from ${table.relation} as ${rowAlias} ${table.places?.join ?? ''}
    where ${rowCondition(table, interval)} ${times === undefined ? '' : `and ${timesCondition(table, times)}`}
    ${marks.unordered === undefined ? '' : timeWindow(table)}
    order by ${rowOrder(table)}
  ) to stdout (format binary)`
}
