import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import type { ExportKind } from '../../src/export/export-kind.ts'
import { runExport } from '../../src/export/run-export.ts'
import type { Exported, ExportOptions } from '../../src/export/run-export.ts'
import { listAssets } from '../../src/target/read/list-assets.ts'
import { openTarget } from '../../src/target/tables/open-target.ts'
import type { Target } from '../../src/target/tables/schema.ts'
import { atEnd } from './at-end.ts'

export const usualKind: ExportKind = {
  format: 'parquet',
  layout: 'wide',
  names: 'minuano',
  renamed: new Map(),
  periodSeconds: 600,
  timeZone: 'UTC',
  variables: undefined,
}

/** A folder that is gone at the file's end. */
export function createFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'minuano-export-'))
  atEnd(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Exports all that the Target has, but for what is said. */
export async function exportAll(
  { url, target }: { readonly url: string; readonly target: Target },
  folder: string,
  { kind, ...options }: Partial<Omit<ExportOptions, 'kind'>> & { kind?: Partial<ExportKind> } = {},
): Promise<Exported> {
  return runExport(target, {
    kind: { ...usualKind, ...kind },
    folder,
    assets: options.assets ?? (await listAssets(target)),
    isOfAll: options.assets === undefined,
    from: undefined,
    to: undefined,
    signal: new AbortController().signal,
    connectAgain: () => openTarget(url),
    onPlan: () => undefined,
    onFile: () => undefined,
    ...options,
  })
}

/** What DuckDB makes of a statement, as it reads files. */
export async function askDuckDb(sql: string): Promise<Record<string, unknown>[]> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  try {
    return (await connection.runAndReadAll(`set time zone 'UTC'; ${sql}`)).getRowObjectsJson()
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

/** All files below a folder, without the manifest, in order. */
export function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => statSync(join(folder, path)).isFile() && !path.startsWith('_'))
    .map((path) => path.replaceAll('\\', '/'))
    .sort()
}
