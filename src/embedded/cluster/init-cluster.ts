import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { chown, mkdir, rm, writeFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { describeError } from '../../errors/describe-error.ts'
import { MinuanoError } from '../../errors/minuano-error.ts'
import type { ServerLauncher } from '../server/server-launcher.ts'

/** The superuser of our clusters. */
export const superuser = 'minuano'

/** Makes an empty cluster: UTF-8, C locale, page checksums. Throws `embedded-postgres`. */
export async function initCluster(
  launcher: ServerLauncher,
  cluster: string,
  password: string,
): Promise<void> {
  // initdb takes a password from a file alone; standard input will not do, Node's is a socket.
  const passwordFile = `${cluster}.password`
  await rm(passwordFile, { force: true })
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600, flag: 'wx' })
  await mkdir(cluster, { mode: 0o700 })
  try {
    if (launcher.user) {
      await chown(passwordFile, launcher.user.uid, launcher.user.gid)
      await chown(cluster, launcher.user.uid, launcher.user.gid)
    }
    await run(launcher, cluster, passwordFile)
  } finally {
    await rm(passwordFile, { force: true })
  }
}

async function run(launcher: ServerLauncher, cluster: string, passwordFile: string): Promise<void> {
  const isInside = launcher.nameOf(cluster) !== cluster
  const { command, args, options } = launcher.commandFor(launcher.binaries.initdb, cluster, [
    ...['--pgdata', launcher.nameOf(cluster), '--username', superuser],
    // The file is beside the cluster, where the server's user may not come: it is handed over open.
    ...['--pwfile', isInside ? '/proc/self/fd/3' : passwordFile],
    ...['--auth', 'scram-sha-256', '--encoding', 'UTF8', '--no-locale', '--data-checksums'],
    // A cluster that a power cut spoils in its first seconds is made anew; waiting costs seconds.
    ...['--no-sync', '--no-instructions'],
  ])
  const file = openSync(passwordFile, 'r')
  let child: ChildProcess
  try {
    child = spawn(command, args, { ...options, stdio: ['ignore', 'ignore', 'pipe', file] })
  } finally {
    closeSync(file)
  }
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(describeError(error)))
    child.once('close', (code, signal) => resolve(code === 0 ? '' : String(signal ?? code)))
  })
  const complaint = await text(child.stderr!).catch(() => '')
  const end = await ended
  if (end === '') return
  const message = `the embedded PostgreSQL cannot be set up: ${complaint.trim() || `initdb: ${end}`}`
  throw new MinuanoError('embedded-postgres', message)
}
