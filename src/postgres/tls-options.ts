import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { ConnectionOptions } from 'node:tls'
import { environment } from '../config/environment.ts'
import { describeError } from '../errors/describe-error.ts'
import { MinuanoError } from '../errors/minuano-error.ts'
import type { ConnectionSettings } from './connection-settings.ts'

/**
 * What TLS is opened with, as PostgreSQL's own programs do it: the server's certificate is verified
 * where the mode says so, and also where there is a root certificate to verify it with; only
 * `verify-full` asks whether it is this server's. Throws `configuration` for files that cannot be used.
 */
export async function tlsOptions(settings: ConnectionSettings): Promise<ConnectionOptions> {
  const { sslMode, keyPassword: passphrase } = settings
  const root = settings.rootCertificate ?? existing('root.crt')
  const isStrict = sslMode === 'verify-ca' || sslMode === 'verify-full'
  if (isStrict && root === undefined) {
    throw fault(
      `sslmode=${sslMode} needs the certificate of the authority that signed the server’s: give its file as sslrootcert, or sslrootcert=system with sslmode=verify-full where it is a public one`,
    )
  }
  const certificate = settings.certificate ?? existing('postgresql.crt')
  const key = settings.key ?? existing('postgresql.key')
  if (certificate !== undefined && key === undefined) {
    throw fault(`sslcert is ${certificate}, and sslkey, the file of its key, is missing`)
  }
  return {
    rejectUnauthorized: root !== undefined,
    ...(root !== undefined && {
      ca: root === 'system' ? await systemRoots() : read('sslrootcert', root),
    }),
    ...(sslMode !== 'verify-full' && { checkServerIdentity: () => undefined }),
    ...(certificate !== undefined && { cert: read('sslcert', certificate), key: readKey(key!) }),
    ...(passphrase !== undefined && { passphrase }),
  }
}

/** A file where PostgreSQL's own programs look for it. */
function existing(name: string): string | undefined {
  const file = join(environment['HOME'] ?? '/nonexistent', '.postgresql', name)
  return existsSync(file) ? file : undefined
}

async function systemRoots(): Promise<string[]> {
  const tls = await import('node:tls')
  // Node 22.15 and newer can tell the system's; older ones have their own alone.
  const { getCACertificates } = tls as Partial<typeof tls>
  if (getCACertificates === undefined) return [...tls.rootCertificates]
  return [...getCACertificates('default'), ...getCACertificates('system')]
}

function read(parameter: string, file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw fault(`${parameter} cannot be read: ${describeError(error)}`)
  }
}

/** Others must not read it: it may be root's own with the right to read for a group, or this user's. */
function readKey(file: string): string {
  const text = read('sslkey', file)
  const { mode, uid } = statSync(file)
  if ((mode & (uid === 0 ? 0o037 : 0o077)) !== 0) {
    throw fault(`sslkey is ${file}, which others may read: chmod 600 ${file}`)
  }
  return text
}

function fault(message: string): MinuanoError {
  return new MinuanoError('configuration', message)
}
