// The bare query in a loop, as pgbench would: simple protocol, answers drained without a look inside.
// Standard input holds the job as JSON; standard output gets `{ requests, seconds, bytes }`.
import { text } from 'node:stream/consumers'
import { openRawConnection } from './raw-connection.ts'
import type { RawConnection } from './raw-connection.ts'
import type { LoadResult } from './http-load.ts'

export interface QueryJob {
  readonly url: string
  readonly connections: number
  readonly seconds: number
  /** Run in turn, by all connections together. */
  readonly statements: readonly string[]
}

const job = JSON.parse(await text(process.stdin)) as QueryJob
let asked = 0
let answered = 0
let bytes = 0
const connections = await Promise.all(
  Array.from({ length: job.connections }, () => openRawConnection(job.url)),
)
const startedAt = performance.now()
const deadline = startedAt + job.seconds * 1000
await Promise.all(connections.map(work))
const seconds = (performance.now() - startedAt) / 1000
for (const connection of connections) connection.close()
process.stdout.write(JSON.stringify({ requests: answered, seconds, bytes } satisfies LoadResult))

async function work(connection: RawConnection): Promise<void> {
  do {
    const drained = await connection.drain(job.statements[asked++ % job.statements.length]!)
    bytes += drained
    answered++
  } while (performance.now() < deadline)
}
