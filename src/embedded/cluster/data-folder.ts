import { join, resolve } from 'node:path'

/** What lies where in the data folder (`.minuano/`). */
export interface DataFolder {
  /** Absolute. */
  readonly path: string
  /** The PostgreSQL cluster, with the server's own log beside it. */
  readonly cluster: string
  readonly logFile: string
  /** Passwords of the embedded roles. */
  readonly secretsFile: string
  /** What a serving `up` tells other commands. */
  readonly runningFile: string
}

export function locateDataFolder(dataDirectory: string): DataFolder {
  const path = resolve(dataDirectory)
  return {
    path,
    cluster: join(path, 'postgres'),
    logFile: join(path, 'postgres.log'),
    secretsFile: join(path, 'secrets.json'),
    runningFile: join(path, 'running.json'),
  }
}
