#!/usr/bin/env node
// `dist/main.js` is made of this: what src/main.ts does, with code that stays compiled between runs.
import module, { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type * as commandLine from '../commands/run-command-line.ts'
import { findCompiledFolder, findNodeFolder } from './compiled-folder.ts'
import { loadCompiled } from './load-compiled.ts'

const require = createRequire(import.meta.url)
const folder = dirname(fileURLToPath(import.meta.url))
const compiled = findCompiledFolder(folder)

// Node 22.8 and newer keep compiled code of all other files; older Nodes just start slower. Left to itself
// Node would take a folder that all users of the machine share, and run what another has put there.
const { enableCompileCache } = module as Partial<typeof module>
const nodeFolder = compiled === undefined ? undefined : findNodeFolder(compiled)
if (nodeFolder !== undefined) enableCompileCache?.(nodeFolder)

const { runCommandLine } = load()
void runCommandLine(process.argv)

function load(): typeof commandLine {
  const file = join(folder, 'command-line.js')
  const [command = ''] = process.argv.slice(2)
  // Each command with the code of its own. With --verbose, Node reads the source map of what it loads itself.
  const isKept = compiled !== undefined && !process.argv.includes('--verbose')
  if (isKept && /^[a-z]+$/.test(command)) {
    const kept = join(compiled, `${command}-${process.version}-${process.arch}`)
    const loaded = loadCompiled(file, kept, require)
    if (loaded !== undefined) return loaded as typeof commandLine
  }
  return require(file) as typeof commandLine
}
