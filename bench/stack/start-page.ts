import type { Bench } from './start-bench.ts'
import { startServer } from './start-server.ts'
import type { OwnServer } from './start-server.ts'

/** A `minuano page` on the Target and the Connector of the running `up`. */
export function startPage(bench: Bench): Promise<OwnServer> {
  return startServer(bench, 'page', ['--page-port', '0'])
}
