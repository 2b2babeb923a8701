import type { Config } from '../config/settings.ts'
import { keepRunning } from './keep-running.ts'
import { startConnectorProcess } from './start-connector-process.ts'
import type { ConnectorProcess } from './start-connector-process.ts'
import type { Later } from './teardown.ts'

/**
 * Starts a Connector, and again, on the same port, where it ends before it is to: those who know its URL go on with
 * it. Throws as `startConnectorProcess` does, of the first start alone.
 */
export async function keepConnector(
  config: Config,
  sourceUrl: string,
  later: Later,
): Promise<ConnectorProcess> {
  let expectEnd = (): Promise<void> => Promise.resolve()
  // An end that the teardown asks for is a wanted one.
  const laterWanted: Later = (undo) =>
    later(() => {
      void expectEnd()
      return undo()
    })
  const first = await startConnectorProcess(config, sourceUrl, { port: '0' }, laterWanted)
  const { port } = new URL(first.url)
  expectEnd = keepRunning({
    name: 'the Connector',
    exited: first.exited,
    startAgain: () => startConnectorProcess(config, sourceUrl, { port }, laterWanted),
  })
  return first
}
