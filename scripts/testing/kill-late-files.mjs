import { subscribe } from 'node:diagnostics_channel'

/**
 * Ends every test file that `node --test` starts from here on and that is not over after so many seconds:
 * its own time limit is one for tests, and a file that keeps itself busy or open would never end. Gives the
 * set of the files that were late.
 */
export function killLateFiles(seconds) {
  const late = new Set()
  subscribe('child_process', ({ process: child }) => {
    const limit = setTimeout(() => {
      const file = child.spawnargs.at(-1)
      if (!file.endsWith('.test.ts')) return
      late.add(file)
      child.kill('SIGKILL')
      // What it started may hold them open.
      for (const stream of [child.stdout, child.stderr]) stream.destroy()
    }, seconds * 1000)
    limit.unref()
    child.once('close', () => clearTimeout(limit))
  })
  return late
}
