import { locateDataFolder } from './data-folder.ts'
import { superuser } from './init-cluster.ts'
import { readSecrets } from './secrets.ts'
import type { LoginRole, Secrets } from './secrets.ts'

/** Who may enter which database. */
const roles = {
  source: { owner: 'source_owner', connector: 'connector', admin: superuser },
  target: { owner: 'target_owner', etl: 'etl', reader: 'reader', admin: superuser },
} as const satisfies Record<string, Record<string, LoginRole>>

export type EmbeddedDatabase = keyof typeof roles

/** The URL, with password, of one of the two databases for one of its roles. */
export type UrlOf = <Database extends EmbeddedDatabase>(
  database: Database,
  role: keyof (typeof roles)[Database],
) => string

export function databaseUrls(secrets: Secrets, port: number): UrlOf {
  return (database, role) => {
    const name = roles[database][role] as LoginRole
    // It has no TLS: asking for it would take a round trip.
    return `postgresql://${name}:${secrets[name]}@127.0.0.1:${port}/${database}?sslmode=disable`
  }
}

/** The URLs of a server that runs on this data folder. Throws `data-directory`. */
export async function readDatabaseUrls(dataDirectory: string, port: number): Promise<UrlOf> {
  return databaseUrls(await readSecrets(locateDataFolder(dataDirectory)), port)
}
