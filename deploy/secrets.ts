import { randomBytes } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Who reads a secret: a folder each, which is a volume of its own, so that nobody reads another's. */
const random = {
  sourceOwner: 'source-owner/password',
  connector: 'source-owner/connector-role-password',
  targetOwner: 'target-owner/password',
  etl: 'target-owner/etl-role-password',
  reader: 'target-owner/reader-role-password',
  apiKey: 'connector/api-key',
  dagster: 'dagster-db/password',
  redis: 'redis/password',
} as const

export type Secrets = Readonly<Record<keyof typeof random, string>>

/** Where the two databases answer, as `host:port`. */
export interface Addresses {
  readonly source: string
  readonly target: string
}

/** Their names in Compose's own networks. */
const inside: Addresses = { source: 'source-db:5432', target: 'target-db:5432' }

/**
 * Writes what is missing under `folder`: random passwords and a key, once, and the database URLs made
 * of them. A password that is there is never changed: its database knows only that one.
 */
export function makeSecrets(folder: string): void {
  const secrets = Object.fromEntries(
    Object.entries(random).map(([name, file]) => [name, readOrMake(join(folder, file))]),
  ) as Secrets
  const urls = databaseUrls(secrets, inside)
  keepCurrent(join(folder, 'source-owner/url'), urls.sourceOwner)
  keepCurrent(join(folder, 'connector/source-url'), urls.connector)
  keepCurrent(join(folder, 'target-owner/url'), urls.targetOwner)
  keepCurrent(join(folder, 'etl/target-url'), urls.etl)
  keepCurrent(join(folder, 'etl/api-key'), secrets.apiKey)
  const { dagster, redis } = secrets
  keepCurrent(
    join(folder, 'dagster/storage-url'),
    `postgresql+psycopg2://dagster:${dagster}@dagster-db:5432/dagster`,
  )
  keepCurrent(join(folder, 'dagster/redis-url'), `redis://:${redis}@redis:6379/0`)
  keepCurrent(join(folder, 'redis/redis.conf'), `requirepass ${redis}`)
}

/** The secrets that `makeSecrets` wrote; throws where one is missing. */
export function readSecrets(folder: string): Secrets {
  return Object.fromEntries(
    Object.entries(random).map(([name, file]) => [name, read(join(folder, file))]),
  ) as Secrets
}

/** The URL of each role: its user, its password, its database. */
export function databaseUrls(secrets: Secrets, { source, target }: Addresses) {
  return {
    sourceOwner: `postgresql://source_owner:${secrets.sourceOwner}@${source}/source`,
    connector: `postgresql://connector:${secrets.connector}@${source}/source`,
    targetOwner: `postgresql://target_owner:${secrets.targetOwner}@${target}/target`,
    etl: `postgresql://etl:${secrets.etl}@${target}/target`,
    reader: `postgresql://reader:${secrets.reader}@${target}/target`,
  }
}

function readOrMake(file: string): string {
  const value = readIfThere(file)
  if (value !== undefined) return value
  const draft = writeDraft(file, randomBytes(24).toString('base64url'))
  try {
    // A link appears whole and never replaces: two that run at once agree on the first one's.
    linkSync(draft, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(draft)
  }
  return read(file)
}

function keepCurrent(file: string, value: string): void {
  if (readIfThere(file) !== value) renameSync(writeDraft(file, value), file)
}

/** A file beside `file`, for the owner and the group: services read it by their group. */
function writeDraft(file: string, value: string): string {
  mkdirSync(dirname(file), { recursive: true })
  const draft = `${file}.${randomBytes(6).toString('hex')}`
  writeFileSync(draft, `${value}\n`, { mode: 0o440, flag: 'wx', flush: true })
  return draft
}

function read(file: string): string {
  return readFileSync(file, 'utf8').trim()
}

function readIfThere(file: string): string | undefined {
  try {
    return read(file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
