import module from 'node:module'
module.enableCompileCache?.()
const {runCommandLine} = await import('./cli.js')
await runCommandLine(process.argv)
