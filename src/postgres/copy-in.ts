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
  const fed = Symbol.asyncIterator in chunks ? feed(client, chunks) : chunks
  await pipeline(Readable.from(fed, { objectMode: false }), sink)
  return sink.rowCount
}

const feeding = new WeakSet<pg.ClientBase>()

/** Waits for something of ours while the server has nothing to do: it is not silent then. */
export async function whileFeeding<T>(client: pg.ClientBase, waited: Promise<T>): Promise<T> {
  try {
    feeding.add(client)
    return await waited
  } finally {
    feeding.delete(client)
  }
}

/** Whether the server waits for us, such as for the bytes of a file, and not we for it. */
export function isFeeding(client: pg.ClientBase): boolean {
  return feeding.has(client)
}

async function* feed(client: pg.ClientBase, chunks: AsyncIterable<Uint8Array>) {
  try {
    feeding.add(client)
    for await (const chunk of chunks) {
      feeding.delete(client)
      yield chunk
      feeding.add(client)
    }
  } finally {
    feeding.delete(client)
  }
}
