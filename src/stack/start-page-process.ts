import type { Config } from '../config/settings.ts'
import type { ActionsPort } from '../page/actions/actions-port.ts'
import { firstLine } from './first-line.ts'
import { serveActions } from './page-messages.ts'
import { readAnswer } from './process-answers.ts'
import { spawnMinuano, stopChild, waitForExit } from './spawn-minuano.ts'
import type { Stack } from './start-stack.ts'
import type { Later } from './teardown.ts'

export interface PageProcess {
  readonly url: string
  /** Resolves with the exit code when it ends, wanted or not. */
  readonly exited: Promise<number>
}

export interface PageProcessOptions {
  /** A port that was asked for by flag: in use, it is an error. */
  readonly port?: string | undefined
  readonly actions: ActionsPort
  readonly syncEverySeconds: number | undefined
}

/**
 * Starts the page as a process of its own, which is given the Target's URL to read with, the Connector's, and nothing
 * of the Source. Throws `process-failed` if it ends before it serves; what it said is on stderr then.
 */
export async function startPageProcess(
  config: Config,
  stack: Pick<Stack, 'connectorUrl' | 'readerUrl'>,
  { port, actions, syncEverySeconds }: PageProcessOptions,
  later: Later,
): Promise<PageProcess> {
  const args = ['page', '--json', ...(port === undefined ? [] : ['--page-port', port])]
  const child = spawnMinuano(
    config,
    'page',
    args,
    {
      targetDatabaseUrl: stack.readerUrl,
      connectorUrl: stack.connectorUrl,
      connectorApiKey: config.connectorApiKey?.[0],
      pageApiKey: config.pageApiKey?.join(','),
      syncEvery: syncEverySeconds === undefined ? 'off' : String(syncEverySeconds),
    },
    'pipe',
  )
  later(() => stopChild(child, 'SIGTERM'))
  serveActions(child, actions)
  const exited = waitForExit(child)
  const line = await firstLine(child.stdout!, exited, 'the page')
  return { ...readAnswer('page', line), exited }
}
