import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { environment } from '../config/environment.ts'
import { say } from '../log/say.ts'

export interface PasswordFor {
  readonly host: string
  readonly port: number
  readonly database: string
  readonly user: string
}

/**
 * The password that the password file (PGPASSFILE, else ~/.pgpass) has for a connection: the first line
 * that fits. A file that others may read is not used, and that is said, as PostgreSQL's own programs do.
 */
export function findPassword(of: PasswordFor, given: string | undefined): string | undefined {
  const file = given ?? join(environment['HOME'] ?? '/nonexistent', '.pgpass')
  const text = readPrivate(file)
  // A socket's line is that of localhost.
  const host = of.host.startsWith('/') ? 'localhost' : of.host
  const wanted = [host, String(of.port), of.database, of.user]
  for (const line of text?.split(/\r?\n/) ?? []) {
    if (line.startsWith('#')) continue
    const fields = [...line.matchAll(/((?:\\.|[^:\\])*)(?::|$)/g)].map(([, field]) =>
      field!.replace(/\\(.)/g, '$1'),
    )
    if (wanted.every((value, index) => fields[index] === '*' || fields[index] === value)) {
      return fields[4] || undefined
    }
  }
  return undefined
}

function readPrivate(file: string): string | undefined {
  try {
    const stat = statSync(file)
    if (!stat.isFile()) return undefined
    if ((stat.mode & 0o077) !== 0) {
      say(`the password file ${file} is not used, since others may read it: chmod 600 ${file}`)
      return undefined
    }
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
