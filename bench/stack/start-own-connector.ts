import type { Bench } from './start-bench.ts'
import { startServer } from './start-server.ts'
import type { OwnServer } from './start-server.ts'

/** A `minuano connector` on a table of the bench's own. */
export function startOwnConnector(bench: Bench, table: string): Promise<OwnServer> {
  return startServer(bench, 'connector', ['--port', '0'], {
    SOURCE_DATABASE_URL: bench.up.sourceUrl,
    SOURCE_TABLE: table,
    CONNECTOR_LOG_LEVEL: 'warn',
  })
}
