import { createHash } from 'node:crypto'
import type { Asset } from '../../signal/asset.ts'
import { listChanges } from '../../target/read/list-changes.ts'
import type { Target } from '../../target/tables/schema.ts'
import type { AssetColumn } from '../columns/column.ts'
import type { ExportKind } from '../export-kind.ts'
import { filePath } from '../files/file-path.ts'
import { isAsWritten } from '../files/is-as-written.ts'
import type { Manifest } from '../files/manifest.ts'
import type { Month } from './list-months.ts'

/** A file that is to be made, or made again. */
export interface PlannedFile {
  readonly path: string
  readonly asset: Asset
  readonly month: Month
  readonly state: string
  readonly columns: readonly AssetColumn[]
}

export interface Plan {
  readonly toMake: readonly PlannedFile[]
  /** Files that are as the Target is. */
  readonly kept: number
  /** Of months, or of assets, that the Target knows no days of any more. */
  readonly toRemove: readonly string[]
}

interface PlanQuery {
  readonly kind: ExportKind
  readonly folder: string
  readonly manifest: Manifest
  readonly columnsOf: ReadonlyMap<Asset, readonly AssetColumn[]>
  readonly months: readonly Month[]
  /** Whether files of assets that the Target does not know go too. */
  readonly isOfAll: boolean
}

/**
 * Which files of these assets and months are to be made: those whose values changed since, whose columns or units are
 * others, and those that somebody deleted or edited. What is kept gets its time in the manifest.
 */
export async function planFiles(target: Target, query: PlanQuery): Promise<Plan> {
  const { kind, folder, manifest, columnsOf, months, isOfAll } = query
  const changes = await findChanges(target, query)
  const toMake: PlannedFile[] = []
  const toRemove: string[] = []
  const seen = new Set<string>()
  let kept = 0
  for (const [asset, columns] of columnsOf) {
    const key = columnsKey(columns)
    for (const month of months) {
      const path = filePath(asset, month.name, kind.format)
      const entry = manifest.files.get(path)
      seen.add(path)
      const changed = changes.get(changeKey(asset, month))
      if (changed === undefined) {
        if (entry !== undefined) toRemove.push(path)
        continue
      }
      const state = `${changed} ${key}`
      const found = entry?.state === state ? await isAsWritten(folder, path, entry) : undefined
      if (entry === undefined || found === undefined) {
        toMake.push({ path, asset, month, state, columns })
      } else {
        manifest.files.set(path, { ...entry, ...found })
        if (entry.rows > 0) kept++
      }
    }
  }
  const inRange = new Set(months.map(({ name }) => name))
  for (const path of manifest.files.keys()) {
    if (!isOfAll || seen.has(path) || !inRange.has(monthOfPath(path))) continue
    // Of assets that are known every month was looked at.
    toRemove.push(path)
  }
  return { toMake, kept, toRemove }
}

export function monthOfPath(path: string): string {
  return /\/month=([^/]+)\//.exec(path)![1]!
}

/** By asset and month: when its values changed last, and how many days it has. */
async function findChanges(
  target: Target,
  { kind: { periodSeconds }, columnsOf, months }: PlanQuery,
): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  if (months.length === 0) return found
  const bounds = [...months.map(({ start }) => start), months.at(-1)!.end]
  const assets = [...columnsOf.keys()]
  for (const changes of await listChanges(target, { assets, periodSeconds, bounds })) {
    const { asset, first, last, days, changedAt } = changes
    // A day of another time zone may lie in two months: both change with it.
    for (let bound = Math.max(1, first); bound <= Math.min(last, months.length); bound++) {
      const key = changeKey(asset, months[bound - 1]!)
      const before = found.get(key)
      found.set(key, `${before === undefined ? '' : `${before} `}${days}@${changedAt}`)
    }
  }
  return found
}

function changeKey(asset: Asset, { name }: Month): string {
  return `${name} ${asset}`
}

/** Changes where a file would have other columns, or their values another unit. */
function columnsKey(columns: readonly AssetColumn[]): string {
  const facts = columns.map(({ name, unit, factor, signal }) => [
    ...[name, unit, factor, signal === undefined],
  ])
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 16)
}
