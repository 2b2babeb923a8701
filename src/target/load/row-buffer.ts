import type pg from 'pg'
import {
  asCopyAnswer,
  encodeCopySeries,
  encodeSeries,
  seriesRowBytes,
} from '../../frame/postgres/postgres-copy.ts'
import type { Series } from '../../frame/postgres/postgres-copy.ts'
import { copyIn } from '../../postgres/copy-in.ts'

/** Rows on their way to a table, encoded: the parts that they came from may be forgotten. */
export interface RowBuffer {
  readonly rows: () => number
  /** Sends all by one COPY; `options` such as `freeze`. Nothing where there is nothing. */
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
      await copyIn(client, copyStatement(table, options), chunks)
    },
  }
}

/** Sends series by a COPY of their own, as they are encoded: for more rows than are to be held. */
export async function copySeries(
  client: pg.ClientBase,
  table: string,
  series: readonly Series[],
  options = '',
): Promise<void> {
  await copyIn(client, copyStatement(table, options), encodeCopySeries(series))
}

function copyStatement(table: string, options: string): string {
  return `copy ${table} (signal_id, "timestamp", value) from stdin (format binary${options})`
}
