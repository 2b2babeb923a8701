import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { openSync } from 'node:fs'
import { stopChild, waitForExit } from '../../src/stack/spawn-minuano.ts'
import type { Later } from '../../src/stack/teardown.ts'
import { lastLines } from './last-lines.ts'
import { keeper } from './places.ts'
import type { Claim } from './running-dagster.ts'
import { environmentOf } from './set-up.ts'
import type { SetUp } from './set-up.ts'

/** Dagster's webserver and daemon. */
export interface Dagster {
  readonly url: string
  /** Rejects when they end. */
  readonly broken: Promise<never>
}

const module = 'minuano_dagster.definitions'

/** Longer than the keeper's own patience. */
const patienceMilliseconds = 40_000

/** Starts webserver, daemon and code server, all on loopback; what they say goes to the log file. */
export async function startDagster(setUp: SetUp, claim: Claim, later: Later): Promise<Dagster> {
  const { python, port, home } = setUp
  const args = ['-m', 'dagster', 'dev', '--module-name', module]
  const listen = ['--host', '127.0.0.1', '--port', String(port)]
  const log = openSync(home.logFile, 'w', 0o600)
  const child = spawn(process.execPath, [keeper, python, ...args, ...listen], {
    cwd: home.path,
    env: environmentOf(setUp),
    stdio: ['ignore', log, log, 'ipc'],
    // A group of its own: Ctrl-C reaches it only through us, and nobody in it is forgotten.
    detached: true,
  })
  later(() => stopKeeper(child))
  await claim.add(child)
  const broken = waitForExit(child).then((): never => {
    throw new Error(
      `Dagster ended unexpectedly; ${home.logFile} ends with\n${lastLines(home.logFile)}`,
    )
  })
  // After a wanted end nobody waits for it any more.
  broken.catch(() => undefined)
  return { url: `http://127.0.0.1:${port}`, broken }
}

async function stopKeeper(keeper: ChildProcess): Promise<void> {
  await stopChild(keeper, 'SIGTERM', patienceMilliseconds)
  try {
    // Its group ends with it, unless it had to be killed.
    if (keeper.pid !== undefined) process.kill(-keeper.pid, 'SIGKILL')
  } catch {
    // Nobody is left.
  }
}
