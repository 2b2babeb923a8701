#!/usr/bin/env node
// The entry stays this small so that the compile cache is on before anything else is loaded.
import module from 'node:module'

// Node 22.8 and newer keep compiled code between runs; older Nodes just start slower.
const { enableCompileCache } = module as Partial<typeof module>
enableCompileCache?.()

void import('./commands/run-command-line.ts').then(({ runCommandLine }) =>
  runCommandLine(process.argv),
)
