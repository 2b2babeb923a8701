import type pg from 'pg'
import {
  asCopyAnswer,
  copyAnswerRows,
  encodeCopySeries,
  encodeSeries,
  seriesRowBytes,
} from '../../frame/postgres/postgres-copy.ts'
import type { Series } from '../../frame/postgres/postgres-copy.ts'
import { MinuanoError } from '../../errors/minuano-error.ts'
import { copyIn } from '../../postgres/copy-in.ts'

/** Rows on their way to a table, encoded: the parts that they came from may be forgotten. */
export interface RowBuffer {
  readonly rows: () => number
  /** Sends all by one COPY, as `copySeries` does; `options` such as `freeze`. Nothing where there is nothing. */
  flush(client: pg.ClientBase, table: string, options?: string): Promise<void>
  add(series: readonly Series[]): void
}

export function createRowBuffer(): RowBuffer {
  let pieces: Uint8Array[] = []
  let bytes = 0
  return {
    rows: () => bytes / seriesRowBytes,
    add(series) {
      for (const one of series) {
        const piece = encodeSeries(one)
        if (piece.length === 0) continue
        pieces.push(piece)
        bytes += piece.length
      }
    },
    async flush(client, table, options = '') {
      if (bytes === 0) return
      const chunks = asCopyAnswer(pieces)
      pieces = []
      bytes = 0
      await copyRows(client, table, chunks, options)
    },
  }
}

/**
 * Sends series by a COPY of their own, as they are encoded: for more rows than are to be held. Throws `target-refused`
 * where a trigger keeps rows out.
 */
export async function copySeries(
  client: pg.ClientBase,
  table: string,
  series: readonly Series[],
  options = '',
): Promise<void> {
  await copyRows(client, table, encodeCopySeries(series), options)
}

async function copyRows(
  client: pg.ClientBase,
  table: string,
  chunks: Iterable<Uint8Array>,
  options: string,
): Promise<void> {
  let bytes = 0
  function* counted() {
    for (const chunk of chunks) {
      bytes += chunk.length
      yield chunk
    }
  }
  const statement = `copy ${table} (signal_id, "timestamp", value) from stdin (format binary${options})`
  const taken = await copyIn(client, statement, counted())
  const sent = copyAnswerRows(bytes)
  if (taken === sent) return
  // The ledger would say that they are there.
  throw new MinuanoError(
    'target-refused',
    `the Target took ${taken} of ${sent} rows: a trigger on \`data\` keeps the others out. Drop it, or let it take every row`,
  )
}
