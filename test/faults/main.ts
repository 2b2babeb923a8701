// `npm run test:faults`: random histories, seed after seed, for some minutes; `--seed 7` repeats one.
import { parseArgs } from 'node:util'
import pg from 'pg'
import { startTestServer } from '../support/test-server.ts'
import { runSeed } from './run-seed.ts'
import { makeSmallDisk } from './small-disk.ts'
import type { SmallDisk } from './small-disk.ts'

const { values: given } = parseArgs({
  options: {
    minutes: { type: 'string', default: '30' },
    seed: { type: 'string' },
    from: { type: 'string', default: '1' },
    steps: { type: 'string', default: '100' },
    'at-once': { type: 'string', default: '1' },
    disk: { type: 'boolean', default: true },
    verbose: { type: 'boolean', default: false },
  },
  allowNegative: true,
})
const say = (line: string) => void process.stdout.write(`${line}\n`)
const until = given.seed === undefined ? Date.now() + Number(given.minutes) * 60_000 : Infinity
const server = await startTestServer()
const found: number[] = []
const totals = { steps: 0, commands: 0, faults: 0, happened: 0 }
let next = Number(given.seed ?? given.from)

async function runSeeds(disk: SmallDisk | undefined): Promise<void> {
  while (Date.now() < until) {
    const seed = next++
    const startedAt = Date.now()
    const { tally, failure } = await runSeed({
      serverUrl: server.url,
      seed,
      count: Number(given.steps),
      disk,
      until,
      ...(given.verbose ? { say } : {}),
    })
    for (const name of ['steps', 'commands', 'faults', 'happened'] as const)
      totals[name] += tally[name]
    const seconds = ((Date.now() - startedAt) / 1000).toFixed(0)
    const word = failure === undefined ? 'all right' : 'WRONG'
    say(`seed ${seed}: ${describe(tally)}, ${seconds} s: ${word}`)
    if (failure !== undefined) {
      found.push(seed)
      say(failure)
    }
    if (given.seed !== undefined) return
  }
}

function describe({ steps, commands, happened, faults }: typeof totals): string {
  return `${steps} steps, ${commands} commands, ${happened} of ${faults} faults happened`
}

const admin = new pg.Client(server.url)
await admin.connect()
// A full disk is everybody's: the histories beside the first one have another.
const disk = given.disk ? await makeSmallDisk(admin) : undefined
try {
  const others = given.seed === undefined ? Number(given['at-once']) - 1 : 0
  await Promise.all([runSeeds(disk), ...Array.from({ length: others }, () => runSeeds(undefined))])
} finally {
  await disk?.remove()
  await admin.end()
  await server.stop()
}
say(
  `${describe(totals)}; ${found.length === 0 ? 'nothing was wrong' : `wrong: seeds ${found.join(', ')}`}`,
)
process.exitCode = found.length === 0 ? 0 : 1
