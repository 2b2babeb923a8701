import type { Config } from '../config/settings.ts'
import { MinuanoError } from '../errors/minuano-error.ts'
import type { ErrorCode } from '../errors/error-codes.ts'
import { firstLine } from './first-line.ts'
import { answerOf, readAnswer } from './process-answers.ts'
import type { Answer } from './process-answers.ts'
import { spawnMinuano, stopChild, waitForExit } from './spawn-minuano.ts'
import type { Later } from './teardown.ts'

/** A Connector that runs as a process of its own. */
export interface ConnectorProcess extends Answer<'connector'> {
  /** Resolves with the exit code when it ends, wanted or not. */
  readonly exited: Promise<number>
  /** How often it is worth to ask it again: not, where it did not reach its Source a moment ago. */
  readonly retries: number
}

/**
 * Starts the Connector on a Source. It alone is given the Source's URL. Throws what the Connector finds
 * wrong with the Source, and `process-failed` if it ends otherwise before it serves; what it said is on
 * stderr then.
 */
export async function startConnectorProcess(
  config: Config,
  sourceUrl: string,
  listen: { readonly port?: string | undefined },
  later: Later,
): Promise<ConnectorProcess> {
  if (config.connectorApiKeysFile !== undefined && config.connectorApiKey === undefined) {
    throw new MinuanoError(
      'configuration',
      'CONNECTOR_API_KEYS_FILE: this command asks its Connector itself, which then wants a key: set CONNECTOR_API_KEY too, such as to the output of `openssl rand -hex 32`',
    )
  }
  const port = listen.port === undefined ? [] : ['--port', listen.port]
  const child = spawnMinuano(
    config,
    'connector',
    ['connector', '--json', '--check-source', ...port],
    {
      sourceDatabaseUrl: sourceUrl,
      connectorApiKey: config.connectorApiKey?.join(','),
      connectorLogLevel: 'warn',
    },
    'pipe',
  )
  later(() => stopChild(child, 'SIGTERM'))
  const exited = waitForExit(child)
  const line = await firstLine(child.stdout!, exited, 'the Connector')
  const fault = answerOf('connectorFault', line)
  if (fault !== undefined) throw new MinuanoError(fault.code as ErrorCode, fault.message)
  const answer = readAnswer('connector', line)
  const isAway = 'isSourceThere' in answer && answer.isSourceThere === false
  return { ...answer, exited, retries: isAway ? 0 : config.connectorRetries }
}
