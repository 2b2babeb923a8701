import type { Config } from '../config/settings.ts'
import { describeError } from '../errors/describe-error.ts'
import { redact } from '../log/redact.ts'
import { say } from '../log/say.ts'
import { startConnectorProcess } from './start-connector-process.ts'
import type { ConnectorProcess } from './start-connector-process.ts'
import type { Later } from './teardown.ts'

/** What is waited before a Connector that ended is started again; one that ended so often is left alone. */
const waitSeconds = [0, 1, 2, 4, 8, 16]

/**
 * Starts a Connector, and again, on the same port, where it ends before it is to: those who know its URL go on with
 * it. Throws as `startConnectorProcess` does, of the first start alone.
 */
export async function keepConnector(
  config: Config,
  sourceUrl: string,
  later: Later,
): Promise<ConnectorProcess> {
  const end = { isWanted: false, stopWaiting: (): void => undefined }
  const isEnding = () => end.isWanted
  // An end that the teardown asks for is a wanted one.
  const laterWanted: Later = (undo) =>
    later(() => {
      end.isWanted = true
      end.stopWaiting()
      return undo()
    })
  const first = await startConnectorProcess(config, sourceUrl, { port: '0' }, laterWanted)
  const wait = (seconds: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, seconds * 1000)
      end.stopWaiting = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  const keep = async () => {
    let { exited } = first
    const { port } = new URL(first.url)
    for (const seconds of waitSeconds) {
      await exited
      if (isEnding()) return
      say(`the Connector ended unexpectedly: started again in ${seconds} s`)
      await wait(seconds)
      if (isEnding()) return
      try {
        exited = (await startConnectorProcess(config, sourceUrl, { port }, laterWanted)).exited
      } catch (error) {
        exited = Promise.resolve(1)
        if (!isEnding()) say(`the Connector cannot be started: ${redact(describeError(error))}`)
      }
    }
    await exited
    if (!isEnding()) say(`the Connector ended ${waitSeconds.length + 1} times: it is left so`)
  }
  void keep()
  return first
}
