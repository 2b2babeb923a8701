import { spawn } from 'node:child_process'
import type { ChildProcess, StdioOptions } from 'node:child_process'
import { splitUrl } from '../config/database-url.ts'
import { childEnvironment, postgresEnvironment } from '../config/environment.ts'
import { textOf } from '../config/setting.ts'
import type { Setting, StartedProcess } from '../config/setting.ts'
import { settings } from '../config/settings.ts'
import type { Config, SettingName } from '../config/settings.ts'

/** How long a process may take to end by itself before it is killed, unless its stop says otherwise. */
const patienceMilliseconds = 10_000

/**
 * Starts a command of ours as a process of its own, with an environment of its own: the
 * settings that are given, and of those in force the ones that go to it, wherever they came from. It is no part
 * of the terminal's group, so that Ctrl-C reaches it only through us; it ends when we do, by the
 * channel between us.
 */
export function spawnMinuano(
  config: Config,
  name: StartedProcess,
  args: readonly string[],
  given: Partial<Record<SettingName, string | undefined>>,
  stdout: 'pipe' | 'inherit',
  stderr: 'pipe' | 'inherit' = 'inherit',
): ChildProcess {
  const all = Object.entries<Setting<unknown>>(settings) as [SettingName, Setting<unknown>][]
  const values = all.map(([key, setting]): [string, string | undefined] => {
    const value = setting.goesTo?.includes(name) === true ? config[key] : undefined
    return [setting.env, given[key] ?? (value === undefined ? undefined : textOf(setting, value))]
  })
  const environment = Object.fromEntries(values)
  const urls = [settings.sourceDatabaseUrl, settings.targetDatabaseUrl].map(
    ({ env }) => environment[env],
  )
  const stdio: StdioOptions = ['ignore', stdout, stderr, 'ipc']
  return spawn(process.execPath, [...process.execArgv, process.argv[1]!, ...args], {
    env: childEnvironment({
      ...postgresEnvironment(urls.some(lacksPassword)),
      ...environment,
      // What the settings' file says has been read: another of that name says nothing here.
      [settings.configFile.env]: 'off',
    }),
    stdio,
    detached: true,
  })
}

/** Whether what PGPASSWORD says is this database's. */
function lacksPassword(url: string | undefined): boolean {
  return url !== undefined && splitUrl(url)?.user?.includes(':') !== true
}

/** Waits for a process to end: its exit code, or 128 and the signal's number. */
export function waitForExit(child: ChildProcess): Promise<number> {
  if (child.exitCode !== null) return Promise.resolve(child.exitCode)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => resolve(code ?? 1))
  })
}

/** Asks a process to end, and kills it if it does not. */
export async function stopChild(
  child: ChildProcess,
  signal: NodeJS.Signals,
  milliseconds = patienceMilliseconds,
): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  child.kill(signal)
  const timer = setTimeout(() => child.kill('SIGKILL'), milliseconds)
  await ended
  clearTimeout(timer)
}
