import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { findFreePort } from './free-port.ts'
import { makeProgramFolder, startServer } from './system-program.ts'

/** The system's PgBouncer; Debian keeps it where ordinary users' PATH does not look. */
export function findPgbouncer(): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin']
  return folders.map((folder) => join(folder, 'pgbouncer')).find((path) => existsSync(path))
}

/** A PgBouncer in transaction mode in front of one server. */
export interface Pgbouncer {
  /** The same URL by way of PgBouncer. */
  through(url: string): string
  stop(): Promise<void>
}

/**
 * Starts a PgBouncer for the users of these URLs, all of one server. Every setting that is not about
 * where it listens and who may enter has its default: it refuses start-up options, for one.
 */
export async function startPgbouncer(
  program: string,
  urls: readonly string[],
  { poolSize }: { poolSize: number },
): Promise<Pgbouncer> {
  const folder = makeProgramFolder()
  const port = await findFreePort()
  const servers = urls.map((url) => new URL(url))
  const users = servers.map(({ username, password }) => `"${username}" "${password}"`)
  const settings = [
    '[databases]',
    `* = host=${servers[0]!.hostname} port=${servers[0]!.port}`,
    '[pgbouncer]',
    'listen_addr = 127.0.0.1',
    `listen_port = ${port}`,
    'unix_socket_dir =',
    'auth_type = scram-sha-256',
    `auth_file = ${folder.write('users', users.join('\n'))}`,
    'pool_mode = transaction',
    `default_pool_size = ${poolSize}`,
  ]
  const through = (url: string) => Object.assign(new URL(url), { port: String(port) }).href
  const stop = await startServer(program, [folder.write('settings', settings.join('\n'))], {
    folder,
    url: through(urls[0]!),
    // It has nothing to lose, and by which signal it waits for its clients changed in 1.23.
    endBy: 'SIGKILL',
  })
  return { through, stop }
}
