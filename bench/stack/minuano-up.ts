import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { readDatabaseUrls } from '../../src/embedded/cluster/database-urls.ts'
import { readAnswer } from '../../src/stack/process-answers.ts'
import { gather, runChild, startChild } from './children.ts'
import type { ChildProcess } from 'node:child_process'
import type { ChildOptions, EndedChild } from './children.ts'

const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url))

/** A running `minuano up`, on a PostgreSQL and a data folder of its own. */
export interface MinuanoUp {
  readonly pid: number
  readonly connectorUrl: string
  /** The superuser's URL of a database of the server. */
  adminUrl(database: string): string
  /** The Source's, for the role that reads it. */
  readonly sourceUrl: string
  /** Runs a command of Minuano's to its end, as `./minuano` does. */
  run(args: readonly string[], options?: RunOptions): Promise<EndedChild>
  /** Starts one that goes on, with more settings where they are given. */
  start(args: readonly string[], settings?: Readonly<Record<string, string>>): ChildProcess
}

/** `settings`: more than those of all. */
interface RunOptions extends Pick<ChildOptions, 'onStart'> {
  readonly settings?: Readonly<Record<string, string>>
}

/** Starts the built program's `up` in a folder, and waits until it serves. */
export async function startMinuanoUp(folder: string): Promise<MinuanoUp> {
  const dataDirectory = `${folder}/minuano`
  const env = {
    MINUANO_DATA_DIR: dataDirectory,
    MINUANO_POSTGRES_PORT: '0',
    CONNECTOR_PORT: '0',
    MINUANO_CONFIG: 'off',
  }
  const child = startChild(process.execPath, [main, 'up', '--json'], { env, cwd: folder })
  const output = gather(child)
  child.stdin!.end()
  while (!output.stderr.includes('Serving until Ctrl-C')) {
    if (child.exitCode !== null) throw new Error(`minuano up ended:\n${output.stderr}`)
    await sleep(20)
  }
  const { target, connector } = readAnswer('up', output.stdout)
  const urlOf = await readDatabaseUrls(dataDirectory, Number(new URL(target.url).port))
  return {
    pid: child.pid!,
    connectorUrl: connector.url,
    adminUrl(database) {
      const url = new URL(urlOf('target', 'admin'))
      url.pathname = `/${database}`
      return url.href
    },
    sourceUrl: urlOf('source', 'connector'),
    run: (args, { settings, ...options } = {}) => {
      const own = { ...env, ...settings }
      return runChild(process.execPath, [main, ...args], { ...options, env: own, cwd: folder })
    },
    start: (args, settings) =>
      startChild(process.execPath, [main, ...args], { env: { ...env, ...settings }, cwd: folder }),
  }
}
