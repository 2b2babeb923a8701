import { createInterface } from 'node:readline'
import type { Config } from '../config/settings.ts'
import { MinuanoError } from '../errors/minuano-error.ts'
import { readAnswer } from './process-answers.ts'
import type { Answer } from './process-answers.ts'
import { spawnMinuano, stopChild, waitForExit } from './spawn-minuano.ts'
import type { Later } from './teardown.ts'

/** A Connector that runs as a process of its own. */
export interface ConnectorProcess extends Answer<'connector'> {
  /** Resolves with the exit code when it ends, wanted or not. */
  readonly exited: Promise<number>
}

/**
 * Starts the Connector on a Source. It alone is given the Source's URL. Throws `process-failed` if it
 * ends before it serves; what it said is on stderr.
 */
export async function startConnectorProcess(
  config: Config,
  sourceUrl: string,
  listen: { readonly port?: string | undefined },
  later: Later,
): Promise<ConnectorProcess> {
  const port = listen.port === undefined ? [] : ['--port', listen.port]
  const child = spawnMinuano(
    config,
    'connector',
    ['connector', '--json', ...port],
    {
      sourceDatabaseUrl: sourceUrl,
      connectorApiKey: config.connectorApiKey?.join(','),
      connectorLogLevel: 'warn',
    },
    'pipe',
  )
  later(() => stopChild(child, 'SIGTERM'))
  const exited = waitForExit(child)
  const line = await Promise.race([firstLine(child.stdout!), exited.then(() => undefined)])
  if (line === undefined) {
    throw new MinuanoError('process-failed', 'the Connector ended before it served: see above')
  }
  return { ...readAnswer('connector', line), exited }
}

async function firstLine(stream: NodeJS.ReadableStream): Promise<string | undefined> {
  for await (const line of createInterface({ input: stream })) return line
  return undefined
}
