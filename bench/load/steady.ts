// One client asks for one thing, waits a while, and asks again, until standard input ends. The job is the
// first argument, as JSON; standard output gets `ClientsResult`.
import { setTimeout as sleep } from 'node:timers/promises'
import { askWhole } from './ask-whole.ts'
import type { ClientsResult } from './clients.ts'
import { countOwnWork } from './own-work.ts'

export interface SteadyJob {
  readonly port: number
  /** Asked for in turn. */
  readonly paths: readonly string[]
  readonly everyMilliseconds: number
}

const { port, paths, everyMilliseconds } = JSON.parse(process.argv[2]!) as SteadyJob
const ownWork = countOwnWork()
const stop = new AbortController()
process.stdin.on('end', () => stop.abort()).resume()
const milliseconds: number[] = []
let errors = 0
while (!stop.signal.aborted) {
  const answer = await askWhole(port, paths[milliseconds.length % paths.length]!)
  milliseconds.push(answer.milliseconds)
  if (answer.status !== 200) errors++
  await sleep(everyMilliseconds)
}
process.stdout.write(JSON.stringify({ ...ownWork(), milliseconds, errors } satisfies ClientsResult))
