import type pg from 'pg'
import { MinuanoError } from '../../errors/minuano-error.ts'
import type { Frame } from '../../frame/frame.ts'
import { createCopyDecoder } from '../../frame/postgres/postgres-copy.ts'
import { classifyPostgresError } from '../../postgres/classify-error.ts'
import { copyOut } from '../../postgres/copy-out.ts'
import type { Interval } from '../../time/interval.ts'
import { cancelQuery } from '../../postgres/cancel-query.ts'
import type { SourceTable, Variable } from '../table/source-table.ts'
import {
  rowCondition,
  jumpedExpression,
  orderExpression,
  timeExpression,
} from '../table/time-expression.ts'
import { timeReasonsOf } from '../table/time-reasons.ts'
import type { TimeReasons } from '../table/time-reasons.ts'
import { valueExpression } from './value-expression.ts'

export interface ReadOptions {
  /** Ends the reading, and cancels the query, when it is aborted. */
  readonly signal?: AbortSignal
  /** Seconds that the Source may let us wait for more. */
  readonly timeout: number
  /** Frames shall have the reasons of their times, which may be doubtful so. */
  readonly reasons?: TimeReasons | undefined
}

/**
 * Small enough that what is made of a frame is garbage before V8 collects it, and so costs little to
 * collect: with frames of 8192 rows an answer of a million rows took 40 MB more.
 */
const rowsPerFrame = 2048
/** A wide table has fewer rows in a frame. */
const cellsPerFrame = 16_384

/**
 * Reads the rows of [start, end) in the order of time, NULL times left out, as frames whose columns
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
  { signal, timeout, reasons }: ReadOptions,
): AsyncGenerator<Frame, void, void> {
  const names = variables.map(({ name }) => name)
  const rows = Math.max(1, Math.min(rowsPerFrame, Math.floor(cellsPerFrame / (names.length + 1))))
  const jumped = reasons?.jumped === true ? jumpedColumn(names) : undefined
  const columns = jumped === undefined ? names : [...names, jumped]
  const decoder = createCopyDecoder(columns, rows)
  const statement = copyStatement(table, interval, variables, jumped !== undefined)
  const reader = copyOut(client, statement)
  const finish = (frame: Frame) =>
    reasons === undefined ? frame : addReasons(frame, names, reasons, jumped)
  const abort = () => reader.fail(new Error('the reading was given up'))
  signal?.addEventListener('abort', abort)
  if (signal?.aborted === true) abort()
  // It counts from one wait to the next; when it is our reader who takes long, nobody waits.
  const timer = setTimeout(() => {
    if (reader.isWaiting()) reader.fail(tooSlow(timeout))
  }, timeout * 1000)
  let isOver = false
  try {
    for (;;) {
      timer.refresh()
      const bytes = await reader.next()
      if (bytes === undefined) break
      for (const frame of decoder.push(bytes)) {
        yield finish(frame)
        decoder.recycle(frame)
      }
    }
    const last = decoder.end()
    isOver = true
    if (last.time.length > 0) {
      yield finish(last)
      decoder.recycle(last)
    }
  } catch (error) {
    // An error of the server's own ends the query; one of ours leaves it running.
    const isOwn = error instanceof MinuanoError || signal?.aborted === true
    isOver ||= !isOwn
    throw isOwn ? error : classifyPostgresError(error, 'Source')
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', abort)
    if (!isOver) await cancelQuery(client)
  }
}

/** A name that none of the variables has. */
function jumpedColumn(names: readonly string[]): string {
  return `${names.join('')} jumped`
}

/** A row's reason is that of all its variables: they share the bytes. */
function addReasons(
  { time, columns }: Frame,
  names: readonly string[],
  reasons: TimeReasons,
  jumped: string | undefined,
): Frame {
  const isJumped = jumped === undefined ? undefined : columns.get(jumped)
  const bytes = timeReasonsOf(time, reasons, isJumped)
  return {
    time,
    columns: new Map([...columns].filter(([name]) => name !== jumped)),
    reasons: new Map(names.map((name) => [name, bytes])),
  }
}

/** A binary COPY of the variables as float8, and of what says that a time never was; COPY takes no parameters, so bounds are literals. */
function copyStatement(
  table: SourceTable,
  interval: Interval,
  variables: readonly Variable[],
  withJumped: boolean,
): string {
  const columns = variables.map(valueExpression)
  if (withJumped) columns.push(jumpedExpression(table))
  return `copy (
    select ${[timeExpression(table), ...columns].join(', ')}
    from ${table.relation}
    where ${rowCondition(table, interval)}
    order by ${orderExpression(table)}
  ) to stdout (format binary)`
}

function tooSlow(timeout: number): MinuanoError {
  return new MinuanoError(
    'source-timeout',
    `the Source did not answer within ${timeout} s: try again, or ask for a shorter interval`,
  )
}
