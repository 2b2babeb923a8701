import { createHash } from 'node:crypto'
import {
  accessSync,
  constants,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { Script } from 'node:vm'

const digestBytes = 32
const before = '(function (exports, require, module, __filename, __dirname) { '
const after = '\n})'

/**
 * Loads a CommonJS file of ours together with V8's code for it, which an earlier process has left in
 * the file `kept` as it ended; if there is none, or it is of another Node or another source, this process
 * leaves its own. Gives the file's exports; `undefined` where neither can be done: to be loaded by `require`.
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
  const cachedData = readKept(kept, source)
  if (cachedData === undefined && !canKeep(kept)) return undefined
  // ASCII alone, as it is built.
  const text = `${before}${source.toString('latin1')}${after}`
  const script = new Script(text, {
    filename: file,
    columnOffset: -before.length,
    ...(cachedData === undefined ? {} : { cachedData }),
  })
  // It is refused where V8's flags were others.
  if (cachedData === undefined || script.cachedDataRejected === true) {
    process.once('exit', () => keep(script, source, kept))
  }
  const loaded = { exports: {} }
  const run = script.runInThisContext() as (...args: unknown[]) => void
  run(loaded.exports, require, loaded, file, dirname(file))
  return loaded.exports
}

/** The code in the file, if it is whole and of this source. */
function readKept(kept: string, source: Uint8Array): Buffer | undefined {
  try {
    const bytes = readFileSync(kept)
    const code = bytes.subarray(digestBytes)
    return digest(source, code).equals(bytes.subarray(0, digestBytes)) ? code : undefined
  } catch {
    return undefined
  }
}

/** Whether code can be left: beside the program, so that whoever can change the one can change the other. */
function canKeep(kept: string): boolean {
  try {
    mkdirSync(dirname(kept), { recursive: true })
    accessSync(dirname(kept), constants.W_OK)
    return true
  } catch {
    return false
  }
}

function keep(script: Script, source: Uint8Array, kept: string): void {
  if ((process.exitCode ?? 0) !== 0) return
  const unfinished = `${kept}.${process.pid}`
  try {
    const code = script.createCachedData()
    writeFileSync(unfinished, Buffer.concat([digest(source, code), code]))
    renameSync(unfinished, kept)
  } catch {
    // The next process compiles again.
    rmSync(unfinished, { force: true })
  }
}

/** Of the source too: to V8, another of the same length is the same. */
function digest(source: Uint8Array, code: Uint8Array): Buffer {
  return createHash('sha256').update(source).update(code).digest()
}
