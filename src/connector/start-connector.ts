import type { Config } from '../config/settings.ts'
import { demandSafeHost } from '../http/check-access.ts'
import { guarded } from './guarded.ts'
import { createServer } from './create-server.ts'
import { listen } from '../http/listen.ts'
import { createWideSource } from '../source/wide/wide-source.ts'

/** A Connector that serves. */
export interface Connector {
  readonly url: string
  readonly docsUrl: string
  /** Stops serving; answers under way get a moment to end, then they are broken off. */
  readonly close: () => Promise<void>
}

/**
 * Starts the Connector; the Source need not be there yet. With `portIsFixed`, a port that is in use is
 * an error; otherwise the next free one is taken, and said.
 *
 * Throws `configuration`, `key-required` and `port-in-use`.
 */
export async function startConnector(
  config: Config,
  options: { readonly portIsFixed?: boolean; readonly log?: NodeJS.WritableStream } = {},
): Promise<Connector> {
  const { connectorHost: host, connectorPort: port, connectorApiKey: keys } = config
  demandSafeHost(host, keys, guarded)
  const source = createWideSource(config)
  const server = await createServer(config, source, options.log ?? process.stderr)
  const close = async () => {
    await server.close()
    await source.close()
  }
  try {
    const url = await listen(server, {
      name: guarded.name,
      host,
      port,
      portIsFixed: options.portIsFixed ?? false,
    })
    return { url, docsUrl: `${url}/docs`, close }
  } catch (error) {
    await close()
    throw error
  }
}
