import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { MinuanoError } from '../../errors/minuano-error.ts'
import { describeError } from '../../errors/describe-error.ts'
import { openDraft } from './open-draft.ts'

/** Of one file, as it was written. */
export interface Entry {
  /** What its content goes by: when the month's values changed last, which columns it has. */
  readonly state: string
  /** 0: the month holds no value, and there is no file. */
  readonly rows: number
  readonly values: number
  readonly bytes: number
  readonly sha256: string
  /** When the file was written last, in milliseconds: one that has another is read again. */
  readonly modified: number
}

export interface Manifest {
  readonly kind: Readonly<Record<string, string>>
  /** By path. */
  readonly files: Map<string, Entry>
  /** Of what the register says of the assets; not there: there is no such file. */
  register?: Entry
}

/** Readers of folders pass over names that begin with `_`. */
export const manifestName = '_minuano.json'

/** Of the form of the files themselves: a greater one makes all anew. */
const version = 1

/**
 * What a folder holds by an earlier export, `undefined` where there is none. Throws `export-refused` where the file
 * cannot be read as one.
 */
export async function readManifest(folder: string): Promise<Manifest | undefined> {
  const path = join(folder, manifestName)
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new MinuanoError('export-refused', `${path} cannot be read: ${describeError(error)}`)
  }
  const found = parse(text)
  if (found === undefined) {
    throw new MinuanoError(
      'export-refused',
      `${path} is not what an export writes there, or was written by a newer version: delete it, and all files are made again`,
    )
  }
  const { kind, files, register } = found
  return { kind, files: new Map(Object.entries(files)), ...(register && { register }) }
}

export async function writeManifest(
  folder: string,
  { kind, files, register }: Manifest,
): Promise<void> {
  const sorted = [...files].sort(([a], [b]) => (a < b ? -1 : 1))
  const draft = await openDraft(join(folder, manifestName))
  try {
    const content = { version, kind, register, files: Object.fromEntries(sorted) }
    await draft.write(Buffer.from(`${JSON.stringify(content)}\n`))
    await draft.keep()
  } catch (error) {
    await draft.drop()
    throw error
  }
}

interface Written {
  readonly version: number
  readonly kind: Record<string, string>
  readonly files: Record<string, Entry>
  readonly register?: Entry
}

function parse(text: string): Written | undefined {
  try {
    const found = JSON.parse(text) as Partial<Written> | null
    if (found?.version !== version || !isObject(found.kind) || !isObject(found.files)) return
    if (found.register !== undefined && !isEntry(found.register)) return
    if (!Object.entries(found.files).every(([path, entry]) => isPath(path) && isEntry(entry)))
      return
    return found as Written
  } catch {
    return undefined
  }
}

/** Below the folder, and where an export writes: what a manifest names may be deleted. */
function isPath(path: string): boolean {
  return /^asset=[^/\\]*\/month=\d{4}-\d{2}\/data\.[a-z]+$/.test(path)
}

function isEntry(entry: unknown): boolean {
  if (!isObject(entry)) return false
  const { state, sha256, ...numbers } = entry as unknown as Entry
  const { rows, values, bytes, modified } = numbers
  return (
    [state, sha256].every((text) => typeof text === 'string') &&
    [rows, values, bytes, modified].every((number) => Number.isFinite(number))
  )
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
