// So many clients ask for one long answer at once, and take it whole; one that is refused comes again when
// it may. The job is the first argument, as JSON; standard output gets a `StreamsResult`.
import { setTimeout as sleep } from 'node:timers/promises'
import { askWhole } from './ask-whole.ts'
import { countOwnWork } from './own-work.ts'
import type { OwnWork } from './own-work.ts'

export interface StreamsJob {
  readonly port: number
  readonly path: string
  readonly clients: number
}

export interface StreamsResult extends OwnWork {
  readonly bytes: number
  /** How each client ended: 200, or what it could make nothing of. */
  readonly ended: readonly number[]
  /** Answers with 503 and `Retry-After` on the way. */
  readonly refusals: number
}

const { port, path, clients } = JSON.parse(process.argv[2]!) as StreamsJob
const ownWork = countOwnWork()
let bytes = 0
let refusals = 0
const ended = await Promise.all(Array.from({ length: clients }, takeOne))
process.stdout.write(
  JSON.stringify({ ...ownWork(), bytes, ended, refusals } satisfies StreamsResult),
)

async function takeOne(): Promise<number> {
  for (;;) {
    const { status, retryAfterSeconds, bytes: taken } = await askWhole(port, path)
    bytes += taken
    if (status !== 503 || retryAfterSeconds === undefined) return status
    refusals++
    // All were refused at one moment: a fifth more, at random, so that they do not come again at one.
    await sleep(retryAfterSeconds * 1000 * (1 + Math.random() / 5))
  }
}
