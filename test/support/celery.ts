import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { copyFileSync, mkdirSync } from 'node:fs'
import { connect } from 'node:net'
import { delimiter, dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { dagsterApi } from './dagster-api.ts'
import type { DagsterApi } from './dagster-api.ts'
import { findFreePort } from './free-port.ts'
import { descendantsOf } from './processes.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** A process of the cluster, and what it has printed. */
export interface Member {
  readonly pid: number
  output(): string
}

interface Stoppable {
  readonly child: ChildProcess
  readonly pid: number
}

/** Redis, two workers, the daemon and the webserver, as docs/scale-out.md starts them. */
export interface Cluster {
  readonly workers: readonly [Member, Member]
  /** The webserver's. */
  readonly api: DagsterApi
  stop(): Promise<void>
}

/** Why no cluster can be had here, other than for the want of Python; in CI that is an error. */
export function findRedis(): string | undefined {
  if (spawnSync('redis-server', ['--version']).status === 0) return undefined
  if (process.env['CI'] === 'true') throw new Error('no redis-server, which CI must have')
  return 'no redis-server'
}

/** Starts a cluster whose files are in `folder`; `env` are the code location's settings. */
export async function startCluster(
  python: string,
  folder: string,
  env: Readonly<Record<string, string>>,
): Promise<Cluster> {
  const [redisPort, webPort] = [await findFreePort(), await findFreePort()]
  const home = join(folder, 'home')
  mkdirSync(home)
  copyFileSync(join(root, 'deploy/celery/dagster.yaml'), join(home, 'dagster.yaml'))
  const all = {
    PATH: `${dirname(process.execPath)}${delimiter}${process.env['PATH']}`,
    HOME: folder,
    DAGSTER_HOME: home,
    DAGSTER_REDIS_URL: `redis://127.0.0.1:${redisPort}/0`,
    PYTHONPATH: [join(root, 'orchestration'), join(root, 'deploy/celery')].join(delimiter),
    PYTHONDONTWRITEBYTECODE: '1',
    ...env,
  }
  const started: Stoppable[] = []
  const start = (command: string, ...args: string[]) => {
    const member = startMember(command, args, folder, all)
    started.push(member)
    return member
  }
  const stop = () => stopMembers(started)
  try {
    start('redis-server', '--bind', '127.0.0.1', '--port', String(redisPort), '--save', '')
    await listens(redisPort)
    // The storage's tables, before several processes find none.
    const { status, stderr } = spawnSync(python, ['-m', 'dagster', 'instance', 'migrate'], {
      env: all,
      cwd: folder,
      encoding: 'utf8',
    })
    assert.equal(status, 0, stderr)
    const worker = ['-m', 'celery', '-A', 'dagster_celery.app', 'worker', '-c', '1', '-l', 'info']
    const code = ['-m', 'minuano_dagster.definitions']
    const workers = [
      start(python, ...worker, '-n', 'one@%h'),
      start(python, ...worker, '-n', 'two@%h'),
    ] as const
    start(python, '-m', 'dagster._daemon', 'run', ...code)
    const web = ['-h', '127.0.0.1', '-p', String(webPort)]
    start(python, '-m', 'dagster_webserver', ...web, ...code)
    await listens(webPort)
    return { workers, api: dagsterApi(`http://127.0.0.1:${webPort}`), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

function startMember(
  command: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
): Member & Stoppable {
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
  return { child, pid: child.pid!, output: () => output }
}

/** Asks all to end, and after five seconds no longer asks; Redis, which the others need, last. */
async function stopMembers([redis, ...others]: readonly Stoppable[]): Promise<void> {
  await Promise.all(others.map(stopMember))
  if (redis !== undefined) await stopMember(redis)
}

async function stopMember({ child, pid }: Stoppable): Promise<void> {
  const all = [pid, ...descendantsOf(pid)]
  child.kill('SIGINT')
  const deadline = Date.now() + 5000
  while (child.exitCode === null && child.signalCode === null && Date.now() < deadline) {
    await sleep(50)
  }
  for (const one of all) killIfThere(one)
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended.
  }
}

async function listens(port: number): Promise<void> {
  const deadline = Date.now() + 120_000
  while (!(await connects(port))) {
    assert.ok(Date.now() < deadline, `nothing listens on port ${port}`)
    await sleep(100)
  }
}

function connects(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}
