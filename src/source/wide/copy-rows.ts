import type pg from 'pg'
import type { Frame } from '../../frame/frame.ts'
import { copyHeader, copyTrailer, encodeCopyRows } from '../../frame/postgres/postgres-copy.ts'
import { copyIn } from '../../postgres/copy-in.ts'

/** Rows on their way into the Source. */
export interface SourceRows {
  readonly frame: Frame
  /** A number for each row, such as its line in a file: it goes into a column after the frame's. */
  readonly numbers?: Float64Array
}

/**
 * Copies rows into a table, or a temporary one where they are compared first. `columns` are the table's,
 * in the order of the frames: the time, the values, then the numbers if there are any. Gives how many
 * rows PostgreSQL took.
 */
export function copyRows(
  client: pg.ClientBase,
  table: string,
  columns: readonly string[],
  batches: Iterable<SourceRows> | AsyncIterable<SourceRows>,
): Promise<number> {
  async function* encode(): AsyncGenerator<Uint8Array, void, void> {
    yield copyHeader()
    for await (const { frame, numbers } of batches) yield encodeCopyRows(frame, numbers)
    yield copyTrailer()
  }
  return copyIn(
    client,
    `copy ${table} (${columns.join(', ')}) from stdin (format binary)`,
    encode(),
  )
}
