#!/usr/bin/env node
// `dist/main.js` is made of this: what src/main.ts does, with code that stays compiled between runs.
import module, { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type * as commandLine from './commands/run-command-line.ts'
import { loadCompiled } from './main-built/load-compiled.ts'

// Node 22.8 and newer keep compiled code of all other files; older Nodes just start slower.
const { enableCompileCache } = module as Partial<typeof module>
enableCompileCache?.()

const require = createRequire(import.meta.url)
const folder = dirname(fileURLToPath(import.meta.url))
const { runCommandLine } = load()
void runCommandLine(process.argv)

function load(): typeof commandLine {
  const file = join(folder, 'command-line.js')
  const [command = ''] = process.argv.slice(2)
  // Each command with the code of its own. With --verbose, Node reads the source map of what it loads itself.
  if (/^[a-z]+$/.test(command) && !process.argv.includes('--verbose')) {
    const kept = join(folder, 'compiled', `${command}-${process.version}-${process.arch}`)
    const loaded = loadCompiled(file, kept, require)
    if (loaded !== undefined) return loaded as typeof commandLine
  }
  return require(file) as typeof commandLine
}
