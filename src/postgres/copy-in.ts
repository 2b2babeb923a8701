import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/** Sends chunks of bytes to a `COPY … FROM STDIN` statement; gives the rows that PostgreSQL took. */
export async function copyIn(
  client: pg.ClientBase,
  statement: string,
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<number> {
  const sink = client.query(copyFrom(statement))
  await pipeline(Readable.from(chunks, { objectMode: false }), sink)
  return sink.rowCount
}
