import type pg from 'pg'
import { MinuanoError } from '../../errors/minuano-error.ts'
import type { Frame } from '../../frame/frame.ts'
import { createCopyDecoder } from '../../frame/postgres/postgres-copy.ts'
import { cancelQuery } from '../../postgres/cancel-query.ts'
import { classifyPostgresError } from '../../postgres/classify-error.ts'
import { copyOut } from '../../postgres/copy-out.ts'

export interface CopyOptions {
  /** Ends the reading, and cancels the query, when it is aborted. */
  readonly signal?: AbortSignal | undefined
  /** Seconds that the Source may let us wait for more. */
  readonly timeout: number
}

/**
 * What a binary COPY of a time and of float8 columns answers, as frames of so many rows whose columns bear these
 * names. A frame is good until the next one is asked for. Rows are asked of PostgreSQL only as fast as they are
 * taken. Whoever does not take them to their end must close the connection: the query is cancelled, but not awaited.
 *
 * Throws `source-unavailable`, `source-timeout` and `source-refused`; when aborted, what says so.
 */
export async function* copyFrames(
  client: pg.ClientBase,
  statement: string,
  columns: readonly string[],
  rowsPerFrame: number,
  { signal, timeout }: CopyOptions,
): AsyncGenerator<Frame, void, void> {
  const decoder = createCopyDecoder(columns, rowsPerFrame)
  const reader = copyOut(client, statement)
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
        yield frame
        decoder.recycle(frame)
      }
    }
    const last = decoder.end()
    isOver = true
    if (last.time.length > 0) {
      yield last
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

export function tooSlow(timeout: number): MinuanoError {
  return new MinuanoError(
    'source-timeout',
    `the Source did not answer within ${timeout} s: try again, or ask for a shorter interval`,
  )
}
