import { mkdir } from 'node:fs/promises'
import { MinuanoError } from '../errors/minuano-error.ts'
import type { Asset } from '../signal/asset.ts'
import type { Kind } from '../signal/kind.ts'
import { listSignals } from '../target/read/list-signals.ts'
import type { StoredSignal } from '../target/read/list-signals.ts'
import type { Target } from '../target/tables/schema.ts'
import { formatPeriod } from '../time/period.ts'
import type { Day } from '../time/day.ts'
import { chooseColumns } from './choose-columns.ts'
import type { ChosenColumns } from './choose-columns.ts'
import { countUnwhole } from './count-unwhole.ts'
import type { UnwholeDays } from './count-unwhole.ts'
import { encoderOf } from './encode/encoder-of.ts'
import { kindAsTexts } from './export-kind.ts'
import type { ExportKind } from './export-kind.ts'
import { explainFileFault } from './files/explain-file-fault.ts'
import { demandApart } from './files/file-path.ts'
import { manifestName, readManifest, writeManifest } from './files/manifest.ts'
import type { Entry, Manifest } from './files/manifest.ts'
import { removeFile } from './files/remove-file.ts'
import { makeFiles } from './make-files.ts'
import { bringRegister, registerName } from './register/bring-register.ts'
import type { ExportedRegister } from './register/bring-register.ts'
import { chooseMonths } from './plan/choose-months.ts'
import { monthOfPath, planFiles } from './plan/plan-files.ts'
import type { PlannedFile } from './plan/plan-files.ts'

export interface ExportOptions {
  readonly kind: ExportKind
  readonly folder: string
  /** Those that the Target has; files of others go, where `isOfAll`. */
  readonly assets: readonly Asset[]
  readonly isOfAll: boolean
  readonly from: Day | undefined
  readonly to: Day | undefined
  /** Of variables, where a setting says them. */
  readonly kinds?: ReadonlyMap<string, Kind> | undefined
  readonly signal: AbortSignal
  /** Opens one more connection; whoever asks closes it. */
  readonly connectAgain: () => Promise<Target>
  readonly onPlan: (files: number) => void
  readonly onFile: (values: number) => void
  /** How many values a file's writer holds at once: without it 16 MB as they are read, and 8 MB as rows. */
  readonly mostCells?: number
}

const usualCells = 1_000_000

/** Of a file that is to be made. */
const begun: Entry = { state: '', rows: 0, values: 0, bytes: 0, sha256: '', modified: 0 }

export interface Exported {
  readonly written: number
  readonly kept: number
  /** Their paths. */
  readonly removed: readonly string[]
  /** Files that were to be made when the signal came. */
  readonly notBegun: number
  /** Of the files that were written. */
  readonly rows: number
  readonly values: number
  readonly bytes: number
  /** From the first day to the last that files were looked for of; `undefined` where the Target has none. */
  readonly days: { readonly from: Day; readonly to: Day; readonly unwhole: UnwholeDays } | undefined
  readonly columns: ChosenColumns
  /** `undefined`: the signal came before it was looked at. */
  readonly register: ExportedRegister | undefined
}

/**
 * Brings a folder to what the Target holds of these assets and months: makes what is new or has changed, takes away what
 * is gone, and leaves the rest. Whole months, whatever days are asked for: so a file never loses some. Throws
 * `export-refused`, `disk-full`, `target-unavailable` or `target-refused`; what is whole by then stays, and is known.
 */
export async function runExport(target: Target, options: ExportOptions): Promise<Exported> {
  const { kind, folder, assets, isOfAll, from, to, signal } = options
  const signals = await chooseSignals(target, kind)
  const known = [...new Set([...assets, ...signals.map(({ asset }) => asset)])]
  demandApart(known)
  const columns = chooseColumns(kind, signals, assets, options.kinds)
  const manifest = await openFolder(folder, kind)
  const asked = { assets, periodSeconds: kind.periodSeconds, timeZone: kind.timeZone, from, to }
  const { months, days } = await chooseMonths(
    target,
    asked,
    [...manifest.files.keys()].map(monthOfPath),
  )
  const query = { kind, folder, manifest, columnsOf: columns.of, months, isOfAll }
  const plan = await planFiles(target, query)
  options.onPlan(plan.toMake.length)
  const unwhole =
    days === undefined ? undefined : await countUnwhole(target, { kind, signals, assets, ...days })
  const removed: string[] = []
  try {
    if (plan.toMake.length > 0) await claim(plan.toMake)
    for (const path of plan.toRemove) await remove(path)
    const made = await makeFiles(target, plan.toMake, manifest, remove, {
      mostCells: usualCells,
      ...options,
      statistics: columns.statistics,
      encoderOf: await encoderOf(kind.format),
      signal,
    })
    const { of } = columns
    const about = {
      kind,
      folder,
      manifest,
      assets: known,
      signals,
      columns: [...of.values()][0] ?? [],
    }
    const register = signal.aborted ? undefined : await bringRegister(target, about)
    if (register?.state === 'removed') removed.push(registerName)
    await writeManifest(folder, manifest)
    return {
      ...made,
      kept: plan.kept,
      removed,
      days: days === undefined ? undefined : { ...days, unwhole: unwhole! },
      columns,
      register,
    }
  } catch (error) {
    // What is whole is known all the same; why it cannot be written down is mostly the same fault.
    await writeManifest(folder, manifest).catch(() => undefined)
    throw explainFileFault(error, folder)
  }

  /** A process that is killed leaves files: the next export is to know them, and to make them again. */
  async function claim(files: readonly PlannedFile[]): Promise<void> {
    for (const { path } of files) if (!manifest.files.has(path)) manifest.files.set(path, begun)
    await writeManifest(folder, manifest)
  }

  async function remove(path: string): Promise<void> {
    if (await removeFile(folder, path)) removed.push(path)
    manifest.files.delete(path)
  }
}

async function chooseSignals(target: Target, kind: ExportKind): Promise<StoredSignal[]> {
  const { variables, periodSeconds } = kind
  const all = await listSignals(target, periodSeconds)
  const unknown = variables?.filter((name) => !all.some(({ variable }) => variable === name)) ?? []
  if (unknown.length > 0) {
    const known = [...new Set(all.map(({ variable }) => variable))].sort()
    throw new MinuanoError(
      'unknown-variable',
      `the Target has no ${unknown.join(', ')} in bins of ${formatPeriod(periodSeconds)}; it has ${known.length === 0 ? 'nothing' : known.join(', ')}`,
    )
  }
  return variables === undefined ? all : all.filter(({ variable }) => variables.includes(variable))
}

/** What the folder holds; throws `export-refused` where that is an export of another kind. */
async function openFolder(folder: string, kind: ExportKind): Promise<Manifest> {
  try {
    await mkdir(folder, { recursive: true })
  } catch (error) {
    throw explainFileFault(error, folder)
  }
  const asked = kindAsTexts(kind)
  const found = await readManifest(folder)
  if (found === undefined) return { kind: asked, files: new Map() }
  const flags = [...new Set([...Object.keys(asked), ...Object.keys(found.kind)])]
  const others = flags.filter((flag) => asked[flag] !== found.kind[flag])
  if (others.length === 0) return found
  const words = others.map((flag) => `${flag} ${found.kind[flag]}, not ${asked[flag]}`)
  throw new MinuanoError(
    'export-refused',
    `${folder} holds another export, whose files would not go with these: ${words.join('; ')}. Choose another folder by --out, or delete ${manifestName} and all files in this one`,
  )
}
