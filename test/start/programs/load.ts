import { createRequire } from 'node:module'
import { loadCompiled } from '../../../src/start/load-compiled.ts'

interface Loaded {
  value(): unknown
}

/** Loads a file as the built program does, and prints what it exports. */
const [file, kept] = process.argv.slice(2) as [string, string]
const loaded = loadCompiled(file, kept, createRequire(import.meta.url))
process.stdout.write(
  JSON.stringify(loaded === undefined ? 'not loaded' : (loaded as Loaded).value()),
)
