import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { describeError } from '../../errors/describe-error.ts'
import { MinuanoError } from '../../errors/minuano-error.ts'
import type { DataFolder } from './data-folder.ts'
import { superuser } from './init-cluster.ts'
import { writePrivateFile } from './write-private-file.ts'

/** Roles of the embedded server that log in. */
export const loginRoles = [
  superuser,
  'source_owner',
  'connector',
  'target_owner',
  'etl',
  'reader',
] as const

export type LoginRole = (typeof loginRoles)[number]

/** Each role's password: letters, digits, `-` and `_`, so that it can stand in a URL as it is. */
export type Secrets = Readonly<Record<LoginRole, string>>

/** Makes new passwords and keeps them in the data folder. */
export async function makeSecrets({ secretsFile }: DataFolder): Promise<Secrets> {
  const pairs = loginRoles.map((role) => [role, randomBytes(24).toString('base64url')] as const)
  const secrets = Object.fromEntries(pairs) as Secrets
  const text = `${JSON.stringify(secrets, null, 2)}\n`
  await writePrivateFile(secretsFile, text, { isDurable: true })
  return secrets
}

/** The passwords kept in the data folder. Throws `data-directory`. */
export async function readSecrets({ path, secretsFile }: DataFolder): Promise<Secrets> {
  try {
    const secrets = JSON.parse(await readFile(secretsFile, 'utf8')) as Partial<Secrets>
    const missing = loginRoles.filter((role) => typeof secrets[role] !== 'string')
    if (missing.length > 0) throw new Error(`no password for ${missing.join(', ')}`)
    return secrets as Secrets
  } catch (error) {
    throw new MinuanoError(
      'data-directory',
      `the passwords in ${secretsFile} cannot be read (${describeError(error)}): ` +
        `put the file back, or delete ${path} to start again`,
      { cause: error },
    )
  }
}
