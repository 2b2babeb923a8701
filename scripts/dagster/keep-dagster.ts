// Runs Dagster's processes, and ends them, down to the last, when it is told to or `npm run dagster` is
// gone, however that ended. It leads the process group of them all.
import { spawn } from 'node:child_process'

/** `dagster dev` ends all of its own within 4 s; a run in flight has 20 s for the days under way. */
const patienceMilliseconds = 30_000

const [command = '', ...args] = process.argv.slice(2)
const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] })
child.once('error', () => endGroup())
child.once('exit', () => endGroup())

process.on('disconnect', stop)
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, stop)
// It may be gone before this process could listen.
if (!process.connected) stop()

function stop(): void {
  child.kill('SIGINT')
  setTimeout(endGroup, patienceMilliseconds).unref()
}

/** Whoever is left, and this process with them. */
function endGroup(): void {
  process.kill(-process.pid, 'SIGKILL')
}
