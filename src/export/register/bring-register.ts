import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { Asset } from '../../signal/asset.ts'
import type { StoredSignal } from '../../target/read/list-signals.ts'
import { readRegister } from '../../target/register/read-register.ts'
import type { Target } from '../../target/tables/schema.ts'
import { lastDayOfMonth } from '../plan/list-months.ts'
import { monthOfPath } from '../plan/plan-files.ts'
import type { AssetColumn } from '../columns/column.ts'
import type { ExportKind } from '../export-kind.ts'
import { assetFolder } from '../files/file-path.ts'
import { isAsWritten } from '../files/is-as-written.ts'
import { writeManifest } from '../files/manifest.ts'
import type { Manifest } from '../files/manifest.ts'
import { openDraft } from '../files/open-draft.ts'
import { removeFile } from '../files/remove-file.ts'
import { registerRows } from './register-rows.ts'

/**
 * Beside the months. Readers of folders pass over names that begin with `_`, and no pattern of months' files, of which
 * `*.csv` would be one, takes a JSON file in.
 */
export const registerName = '_assets.json'

interface RegisterQuery {
  readonly kind: ExportKind
  readonly folder: string
  readonly manifest: Manifest
  /** All that may have a file in the folder. */
  readonly assets: readonly Asset[]
  readonly signals: readonly StoredSignal[]
  /** Of any asset: all have the same. */
  readonly columns: readonly AssetColumn[]
}

export interface ExportedRegister {
  /** `none`: it says nothing of these assets; `unreadable`: this role may not select it, and a file that is there stays. */
  readonly state: 'written' | 'kept' | 'removed' | 'none' | 'unreadable'
  /** Assets of the folder that it says something of. */
  readonly assets: number
  readonly rows: number
  /** Assets of the folder that it says nothing of, where it does of others. */
  readonly unknown: readonly Asset[]
  /** What is done to values, or not known of them, with the assets that it is said of. */
  readonly remarks: ReadonlyMap<string, readonly Asset[]>
}

/**
 * Brings the file of what the register says to the assets that have a month in the folder: written, whole or not at
 * all, where it differs; left alone where not; removed where nothing is said. The manifest, in which it stands, is
 * left to be written by the caller. Throws `target-unavailable` or `target-refused`, and what the system says of files.
 */
export async function bringRegister(
  target: Target,
  { kind, folder, manifest, assets, signals, columns }: RegisterQuery,
): Promise<ExportedRegister> {
  const remarks = new Map<string, readonly Asset[]>()
  const nothing = { assets: 0, rows: 0, unknown: [], remarks }
  const register = await readRegister(target)
  if (register === undefined) return { state: 'unreadable', ...nothing }
  const months = [...manifest.files].filter(([, { rows }]) => rows > 0).map(([path]) => path)
  const folders = new Set(months.map((path) => path.split('/')[0]))
  const present = [...new Set(assets)].sort().filter((asset) => folders.has(assetFolder(asset)))
  const power = columns.find(({ name }) => name === 'WTUR_W')?.variable
  const until = months.map(monthOfPath).sort().at(-1)
  const rows = registerRows(register, present, {
    names: kind.names,
    until: until === undefined ? '' : lastDayOfMonth(until),
    powerUnitOf: (asset) =>
      signals.find((of) => of.asset === asset && of.variable === power && of.statistic === 'mean')
        ?.unit,
    onRemark: (remark, asset) => remarks.set(remark, [...(remarks.get(remark) ?? []), asset]),
  })
  if (rows.length === 0) return { state: (await remove()) ? 'removed' : 'none', ...nothing }
  const known = new Set(rows.map((row) => row['asset'] ?? row['asset_id']))
  return {
    state: (await write()) ? 'written' : 'kept',
    assets: known.size,
    rows: rows.length,
    unknown: present.filter((asset) => !known.has(asset)),
    remarks,
  }

  async function remove(): Promise<boolean> {
    const isOurs = manifest.register !== undefined
    delete manifest.register
    return isOurs && (await removeFile(folder, registerName))
  }

  /** An array with a line a row; gives whether it differed. */
  async function write(): Promise<boolean> {
    const content = Buffer.from(`[${rows.map((row) => JSON.stringify(row)).join(',\n ')}]\n`)
    const sha256 = createHash('sha256').update(content).digest('hex')
    const entry = manifest.register
    const found =
      entry?.sha256 === sha256 ? await isAsWritten(folder, registerName, entry) : undefined
    if (entry !== undefined && found !== undefined) {
      manifest.register = { ...entry, ...found }
      return false
    }
    const made = { state: '', rows: rows.length, values: 0 }
    if (entry === undefined) {
      // A process that is killed leaves the file: the next export is to know that it is ours.
      manifest.register = { ...made, bytes: 0, sha256: '', modified: 0 }
      await writeManifest(folder, manifest)
    }
    const draft = await openDraft(join(folder, registerName))
    try {
      await draft.write(content)
      manifest.register = { ...made, ...(await draft.keep()) }
    } finally {
      await draft.drop()
    }
    return true
  }
}
