// `npm run test:soak -- --minutes 10 --clients 50`: clients ask the Connector day by day, without a pause, while rows
// change, the Connector is killed, and `sync` runs, and is killed too. Every other client asks a Connector that nobody
// kills, whose memory tells whether it grows. At the end all is loaded and compared.
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { startTestServer } from '../support/test-server.ts'
import { syncAll, toArguments } from './commands.ts'
import { beginHistory } from './history.ts'
import { describeMemory, residentOf } from './memory.ts'
import { plantOf } from './plant.ts'
import { createRandom } from './random.ts'
import { askOnce, noAnswers } from './soak-client.ts'
import { createWorld } from './world.ts'

const { values: given } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    clients: { type: 'string', default: '50' },
    seed: { type: 'string', default: '1' },
  },
})
const say = (line: string) => void process.stdout.write(`${line}\n`)
const seed = Number(given.seed)
const plant = plantOf(1)
const until = Date.now() + Number(given.minutes) * 60_000
const server = await startTestServer()
const world = await createWorld(server.url, plant, 'faults_soak')
const steady = await world.startAnother()
const answers = noAnswers()
const memory = {
  'the Connector that is not killed': [] as number[],
  'the one that is': [] as number[],
  sync: [] as number[],
  'all backends': [] as number[],
}
const counts = { edits: 0, syncs: 0, killedSyncs: 0, killedConnectors: 0, badEnds: [] as string[] }
const isOver = () => Date.now() > until

async function keepAsking(client: number): Promise<void> {
  const random = createRandom(seed * 1000 + client)
  const { port } = client % 2 === 0 ? steady : world.toConnector
  while (!isOver()) {
    const { whole } = answers
    await askOnce(port, plant, random, answers)
    // Who was not served waits a little, as Retry-After asks.
    if (answers.whole === whole) await sleep(100 + random.below(400))
  }
}

/** An asset's day changes as a whole, so that an answer is of one state or of the next. */
async function keepEditing(): Promise<void> {
  const random = createRandom(seed)
  while (!isOver()) {
    const [asset, day] = [random.pick(plant.assets.slice(0, -1)), random.pick(plant.days)]
    counts.edits++
    await world.source.query(
      `update farm set wind_speed = $1 where asset = $2 and t >= $3::timestamptz and t < $3::timestamptz + interval '1 day'`,
      [(counts.edits % 700) / 10, asset, `${day}T00:00:00Z`],
    )
    await sleep(300 + random.below(700))
  }
}

async function keepSyncing(): Promise<void> {
  const random = createRandom(seed + 1)
  while (!isOver()) {
    const { child, ended } = world.start(toArguments(syncAll(plant)))
    counts.syncs++
    const kill = random.chance(0.3)
      ? setTimeout(() => child.kill('SIGKILL'), random.below(3000))
      : undefined
    const watch = setInterval(() => push(memory.sync, residentOf(child.pid!)), 500)
    const { code, signal, output } = await ended
    clearTimeout(kill)
    clearInterval(watch)
    if (signal !== null) counts.killedSyncs++
    else if (code !== 0 && code !== 75) counts.badEnds.push(`${code}: ${output.slice(-500)}`)
  }
}

async function keepKilling(): Promise<void> {
  while (Date.now() + 25_000 < until) {
    await sleep(20_000)
    await world.restartConnector()
    counts.killedConnectors++
  }
}

async function keepMeasuring(): Promise<void> {
  while (!isOver()) {
    push(memory['the Connector that is not killed'], residentOf(steady.pid))
    push(memory['the one that is'], residentOf(world.connectorPid()))
    const { rows } = await world.admin.query<{ pid: number }>(
      `select pid from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()`,
    )
    push(
      memory['all backends'],
      rows.reduce((sum, { pid }) => sum + (residentOf(pid) ?? 0), 0),
    )
    await sleep(1000)
  }
}

function push(list: number[], value: number | undefined): void {
  if (value !== undefined) list.push(value)
}

await world.source.query('update farm set wind_speed = 0')
const clients = Array.from({ length: Number(given.clients) }, (_, client) => keepAsking(client))
await Promise.all([...clients, keepEditing(), keepSyncing(), keepKilling(), keepMeasuring()])
const found = await (await beginHistory(world)).take({ kind: 'settle', empties: false })
await world.close()
await server.stop()
const { seen, ...totals } = answers
say(JSON.stringify(totals))
for (const text of seen) say(`  ${text}`)
const { badEnds, ...others } = counts
say(JSON.stringify(others))
for (const text of badEnds) say(`sync ended with ${text}`)
for (const [kind, samples] of Object.entries(memory))
  say(`memory of ${kind}: ${describeMemory(samples)}`)
say(found.length === 0 ? 'at the end the Target equals the model' : found.join('\n'))
const faults = answers.lost + answers.wrong + answers.refused + badEnds.length + found.length
process.exitCode = faults === 0 && answers.whole > 0 ? 0 : 1
