// Loaded into a process by --import: at its end it tells what memory it took at the most.
import { readFileSync } from 'node:fs'

process.on('exit', () => {
  try {
    const status = readFileSync('/proc/self/status', 'utf8')
    const kilobytes = /^VmHWM:\s*(\d+) kB/m.exec(status)?.[1]
    if (kilobytes !== undefined) process.stderr.write(`\npeak: ${kilobytes} kB\n`)
  } catch {
    // Not Linux: nothing tells.
  }
})
