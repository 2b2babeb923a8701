import { createHash } from 'node:crypto'
import { accessSync, constants, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { Script } from 'node:vm'
import { makeOurFolder, whyNotOurs } from '../files/only-ours.ts'

const digestBytes = 32
/** The generation, and nothing: V8 takes aligned code without a copy of its own. */
const generationBytes = 8
/** So many processes add what they compile: no two take quite the same way through the program. */
const generations = 4
const before = '(function (exports, require, module, __filename, __dirname) { '
const after = '\n})'

/**
 * Loads a CommonJS file of ours together with V8's code for it, which an earlier process has left in
 * the file `kept` as it ended; if there is none, or it is of another Node or another source, this process
 * leaves its own, and the next few add to it. Gives the file’s exports; `undefined` where neither can be
 * done: to be loaded by `require`.
 *
 * Node's own compile cache keeps a file as it is before it runs, without the functions that are
 * compiled when they are first called. With them `minuano run` takes a quarter less time.
 */
export function loadCompiled(
  file: string,
  kept: string,
  require: NodeJS.Require,
): object | undefined {
  const source = readFileSync(file)
  const found = readKept(kept, source)
  if (found === undefined && !canKeep(kept)) return undefined
  // ASCII alone, as it is built.
  const text = `${before}${source.toString('latin1')}${after}`
  const script = new Script(text, {
    filename: file,
    columnOffset: -before.length,
    ...(found === undefined ? {} : { cachedData: found.code }),
  })
  // It is refused where V8's flags were others.
  const generation = script.cachedDataRejected === false ? found!.generation : 0
  if (generation < generations && canKeep(kept)) {
    process.once('exit', () => keep(script, source, kept, generation + 1))
  }
  const loaded = { exports: {} }
  const run = script.runInThisContext() as (...args: unknown[]) => void
  run(loaded.exports, require, loaded, file, dirname(file))
  return loaded.exports
}

interface Kept {
  /** How many processes have left theirs in it. */
  readonly generation: number
  readonly code: Buffer
}

/**
 * What is in the file, if it is whole, of this source, and nobody else can have written it: a digest, the
 * generation, and the code.
 */
function readKept(kept: string, source: Uint8Array): Kept | undefined {
  try {
    if (whyNotOurs(kept) !== undefined) return undefined
    const bytes = readFileSync(kept)
    const rest = bytes.subarray(digestBytes)
    if (!digest(source, rest).equals(bytes.subarray(0, digestBytes))) return undefined
    return { generation: rest[0]!, code: rest.subarray(generationBytes) }
  } catch {
    return undefined
  }
}

/** Whether code can be left, and nobody else can change it then. */
function canKeep(kept: string): boolean {
  try {
    if (makeOurFolder(dirname(kept), 0o755) !== undefined) return false
    accessSync(dirname(kept), constants.W_OK)
    return true
  } catch {
    return false
  }
}

function keep(script: Script, source: Uint8Array, kept: string, generation: number): void {
  if ((process.exitCode ?? 0) !== 0) return
  const unfinished = `${kept}.${process.pid}`
  try {
    const header = Buffer.alloc(generationBytes)
    header[0] = generation
    const rest = Buffer.concat([header, script.createCachedData()])
    writeFileSync(unfinished, Buffer.concat([digest(source, rest), rest]), { mode: 0o644 })
    renameSync(unfinished, kept)
  } catch {
    // The next process compiles again.
    rmSync(unfinished, { force: true })
  }
}

/** Of the source too: to V8, another of the same length is the same. */
function digest(source: Uint8Array, rest: Uint8Array): Buffer {
  return createHash('sha256').update(source).update(rest).digest()
}
