import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { closeSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { describeError } from '../../errors/describe-error.ts'
import { MinuanoError } from '../../errors/minuano-error.ts'
import { openServerLog } from './server-log.ts'
import { readPidFile } from './pid-file.ts'
import type { ServerLauncher } from './server-launcher.ts'

/** A server that accepts connections. */
export interface LaunchedServer {
  readonly process: ChildProcess
  readonly pid: number
  readonly port: number
  /** Settles when the server has ended, however it did. */
  readonly exited: Promise<void>
}

export interface Launch {
  readonly launcher: ServerLauncher
  readonly cluster: string
  readonly logFile: string
  readonly port: number
  /** PostgreSQL's own settings, by name. */
  readonly settings: Readonly<Record<string, string>>
}

/** A start replays what a crash left; an hour of WAL takes a minute or so. */
const startTimeoutMilliseconds = 120_000

/**
 * Starts the server on 127.0.0.1 and waits until it accepts connections. Gives `'port-in-use'`
 * where another program has the port. Throws `embedded-postgres` with the log's last lines.
 */
export async function launchServer(launch: Launch): Promise<LaunchedServer | 'port-in-use'> {
  const child = spawnServer(launch)
  stopWithUs(child)
  const state: { hasEnded: boolean; failure?: Error } = { hasEnded: false }
  const exited = new Promise<void>((resolve) => {
    const end = (): void => {
      state.hasEnded = true
      resolve()
    }
    child.once('exit', end)
    child.once('error', (failure) => {
      state.failure = failure
      end()
    })
  })
  const deadline = Date.now() + startTimeoutMilliseconds
  while (!state.hasEnded && Date.now() < deadline) {
    const { pid } = child
    const file = readPidFile(launch.cluster)
    if (pid !== undefined && file?.pid === pid && file.status === 'ready') {
      return { process: child, pid, port: launch.port, exited }
    }
    await sleep(5)
  }
  child.kill('SIGQUIT')
  await exited
  const log = readFileSync(launch.logFile, 'utf8')
  if (/could not bind .* in use/i.test(log)) return 'port-in-use'
  const reason = state.failure ? describeError(state.failure) : lastLines(log)
  throw new MinuanoError(
    'embedded-postgres',
    `the embedded PostgreSQL does not start: ${reason}\n(its log is ${launch.logFile})`,
    { cause: state.failure },
  )
}

function spawnServer({ launcher, cluster, logFile, port, settings }: Launch): ChildProcess {
  const switches = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const { command, args, options } = launcher.commandFor(launcher.binaries.postgres, cluster, [
    ...['-D', launcher.nameOf(cluster), '-h', '127.0.0.1', '-p', String(port)],
    ...switches,
  ])
  const log = openServerLog(logFile)
  try {
    // Its own session: Ctrl-C in the terminal must not reach it before we have stopped its clients.
    return spawn(command, args, { ...options, detached: true, stdio: ['ignore', log, log] })
  } finally {
    closeSync(log)
  }
}

/** When our process ends without having stopped the server, this asks it to stop. */
function stopWithUs(child: ChildProcess): void {
  const stop = () => child.kill('SIGINT')
  process.once('exit', stop)
  child.once('exit', () => process.off('exit', stop))
}

function lastLines(log: string): string {
  const lines = log.trim().split('\n').slice(-5)
  // Without the time and process that every line begins with.
  return lines.map((line) => line.replace(/^[\d-]+ [\d:.]+ \w+ \[\d+\] /, '')).join('\n')
}
