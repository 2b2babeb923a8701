import { execFile } from 'node:child_process'
import { chown, mkdir, rm, writeFile } from 'node:fs/promises'
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
    await run(launcher, [
      ...['--pgdata', cluster, '--username', superuser, '--pwfile', passwordFile],
      ...['--auth', 'scram-sha-256', '--encoding', 'UTF8', '--no-locale', '--data-checksums'],
      // A cluster that a power cut spoils in its first seconds is made anew; waiting costs seconds.
      ...['--no-sync', '--no-instructions'],
    ])
  } finally {
    await rm(passwordFile, { force: true })
  }
}

async function run(launcher: ServerLauncher, initdbArgs: readonly string[]): Promise<void> {
  const { command, args, options } = launcher.commandFor(launcher.binaries.initdb, initdbArgs)
  await new Promise<void>((resolve, reject) => {
    execFile(command, args, options, (error, _, complaint) => {
      if (error === null) {
        resolve()
        return
      }
      const reason = complaint.trim() || describeError(error)
      const message = `the embedded PostgreSQL cannot be set up: ${reason}`
      reject(new MinuanoError('embedded-postgres', message, { cause: error }))
    })
  })
}
