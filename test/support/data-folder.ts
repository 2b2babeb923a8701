import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { atEnd } from './at-end.ts'

/** A place for a data folder, outside the clone; gone at the file's end. */
export function createDataFolder(): { path: string; env: Record<string, string> } {
  const parent = mkdtempSync(join(tmpdir(), 'minuano-test-'))
  atEnd(() => rmSync(parent, { recursive: true, force: true }))
  const path = join(parent, 'data')
  // Any free ports: tests run side by side.
  return {
    path,
    env: {
      MINUANO_DATA_DIR: path,
      MINUANO_POSTGRES_PORT: '0',
      CONNECTOR_PORT: '0',
      PAGE_PORT: '0',
    },
  }
}
