import { spawnSync } from 'node:child_process'
import { chownSync, mkdtempSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type pg from 'pg'

/** A disk in memory that a database can be on, and that can be full. */
export interface SmallDisk {
  readonly tablespace: string
  fill(): void
  free(): void
  /** Its databases are gone by then. */
  remove(): Promise<void>
}

const megabytes = 192

/** What is left of the disk when it is full: a load begins, and does not end. */
const room = 256 * 1024

/** Undefined where no file system can be mounted: not root, or not Linux. */
export async function makeSmallDisk(client: pg.Client): Promise<SmallDisk | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'minuano-disk-'))
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'none', folder])
  if (status !== 0) {
    rmSync(folder, { recursive: true })
    return undefined
  }
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
  const { uid, gid } = statSync(`/proc/${rows[0]!.pid}`)
  chownSync(folder, uid, gid)
  await client.query(`create tablespace small location '${folder}'`)
  const filler = join(folder, 'filler')
  return {
    tablespace: 'small',
    fill() {
      let written = 0
      const megabyte = Buffer.alloc(1024 * 1024, 1)
      try {
        for (; ; written += megabyte.length) writeFileSync(filler, megabyte, { flag: 'a' })
      } catch {
        truncateSync(filler, Math.max(0, statSync(filler).size - room))
      }
    },
    free: () => rmSync(filler, { force: true }),
    async remove() {
      await client.query('drop tablespace small')
      spawnSync('umount', [folder])
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
