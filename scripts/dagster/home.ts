import { chown, mkdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { openDataFolder } from '../../src/embedded/cluster/open-data-folder.ts'
import { writePrivateFile } from '../../src/embedded/cluster/write-private-file.ts'
import { instanceSettings } from './instance-settings.ts'
import type { Storage } from './storage.ts'

/** DAGSTER_HOME: a folder in the data folder. */
export interface DagsterHome {
  readonly path: string
  /** What webserver, daemon and runs say. */
  readonly logFile: string
  /** Which Dagster runs here. */
  readonly runningFile: string
  /** Writes `dagster.yaml`. */
  configure(storage: Storage): Promise<void>
}

/** Makes the folder, closed to others, or finds it. */
export async function makeHome(dataDirectory: string): Promise<DagsterHome> {
  const { path: parent } = await openDataFolder(dataDirectory)
  const path = join(parent, 'dagster')
  if ((await mkdir(path, { recursive: true, mode: 0o700 })) !== undefined) {
    const { uid, gid } = await stat(parent)
    if (process.getuid?.() === 0) await chown(path, uid, gid)
  }
  return {
    path,
    logFile: join(path, 'dagster.log'),
    runningFile: join(path, 'running.json'),
    configure: (storage) => writePrivateFile(join(path, 'dagster.yaml'), instanceSettings(storage)),
  }
}
