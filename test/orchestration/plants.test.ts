import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { findRedis, startCluster } from '../support/celery.ts'
import type { Cluster } from '../support/celery.ts'
import { startConnectorCommand } from '../support/connector-command.ts'
import { rangeTags, until } from '../support/dagster-api.ts'
import type { Run } from '../support/dagster-api.ts'
import { findFreePort } from '../support/free-port.ts'
import { runMinuano } from '../support/minuano.ts'
import { createTestDatabase } from '../support/postgres.ts'
import { findPython } from '../support/python.ts'
import { queryRows } from '../support/system-postgres.ts'
import { createTestTarget } from '../support/target.ts'

const found = await findPython('orchestration/requirements.lock')
const skip = 'missing' in found ? found.missing : (findRedis() ?? false)

const plants = { north: 'N01', south: 'S01' }
type Plant = keyof typeof plants

const ranges = [
  ['2025-01-01', '2025-01-02'],
  ['2025-01-03', '2025-01-04'],
] as const

describe('two plants on Celery’s workers, of which one is down', { skip }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'minuano-plants-'))
  const undos: (() => Promise<void>)[] = []
  let target: string
  let cluster: Cluster
  let startNorth: () => Promise<void>

  before(async () => {
    target = (await createTestTarget()).url
    const north = await createSource()
    const port = await findFreePort()
    startNorth = async () => {
      const connector = await startConnectorCommand({
        SOURCE_DATABASE_URL: north,
        CONNECTOR_PORT: String(port),
      })
      undos.push(() => connector.stop())
      assert.equal(new URL(connector.url).port, String(port))
    }
    const south = await startConnectorCommand({ SOURCE_DATABASE_URL: await createSource() })
    undos.push(() => south.stop())
    mkdirSync(join(folder, 'plants'))
    writePlant(folder, 'north', `http://127.0.0.1:${port}`)
    writePlant(folder, 'south', south.url)
    const storage = new URL((await createTestDatabase()).url)
    assert.ok('python' in found)
    cluster = await startCluster(found.python, folder, {
      MINUANO_PLANTS: 'plants/*.json',
      TARGET_DATABASE_URL: target,
      DAGSTER_STORAGE_URL: storage.href.replace(/^postgres(ql)?:/, 'postgresql+psycopg2:'),
      MINUANO_COMMAND: `'${process.execPath}' '${fileURLToPath(new URL('../../src/main.ts', import.meta.url))}'`,
      // Many tries, and soon: a busy machine takes its time.
      CONNECTOR_RETRIES: '0',
      DAGSTER_RETRIES: '9',
      DAGSTER_RETRY_SECONDS: '1',
    })
    undos.push(() => cluster.stop())
  })
  after(async () => {
    for (const undo of undos.reverse()) await undo()
    rmSync(folder, { recursive: true, force: true })
  })

  test('has the days of the other whole, and those of the first once it is up again', async () => {
    const launch = async (plant: Plant) => {
      for (const [first, last] of ranges) {
        await cluster.api.launch(rangeTags(first, last), `${plant}_load_days`)
      }
    }
    await launch('north')
    await until('a run of the plant that is down is tried again', async () =>
      (await cluster.api.ask<Retries>(retries)).runsOrError.results.some(({ eventConnection }) =>
        eventConnection.events.some(
          ({ __typename }) => __typename === 'ExecutionStepUpForRetryEvent',
        ),
      ),
    )
    await launch('south')
    const of = (runs: readonly Run[], plant: Plant) =>
      runs
        .filter(({ tags }) => tags.some(({ key, value }) => key === tag && value === plant))
        .map(({ status }) => status)
        .sort()
    let runs: Run[] = []
    await until('the other plant is loaded', async () => {
      runs = await cluster.api.readRuns()
      return of(runs, 'south').filter((status) => status === 'SUCCESS').length === 2
    })
    // One of its runs waits for its Connector, and keeps no second worker from the other plant.
    assert.deepEqual(of(runs, 'north'), ['QUEUED', 'STARTED'])
    assert.deepEqual(await daysOf(target), { S01: 4 })

    await startNorth()
    runs = await cluster.api.untilAllEnded(() => true)
    assert.deepEqual(of(runs, 'north'), ['SUCCESS', 'SUCCESS'])
    // No run but the first: they have tried again by themselves.
    assert.equal(runs.length, 4)
    assert.deepEqual(await daysOf(target), { N01: 4, S01: 4 })
  })
})

const tag = 'minuano/plant'

const retries =
  '{ runsOrError { ... on Runs { results { eventConnection { events { __typename } } } } } }'

interface Retries {
  readonly runsOrError: {
    readonly results: readonly {
      readonly eventConnection: { readonly events: readonly { readonly __typename: string }[] }
    }[]
  }
}

function writePlant(folder: string, name: Plant, url: string): void {
  const settings = { asset: plants[name], connector: { url } }
  writeFileSync(join(folder, 'plants', `${name}.json`), JSON.stringify(settings))
}

/** A Source with rows of four days; gives its URL. */
async function createSource(): Promise<string> {
  const { url } = await createTestDatabase()
  for (const args of [['init'], ['seed', '--from', '2025-01-01', '--days', '4']]) {
    const { code, stderr } = await runMinuano(['source', ...args], { SOURCE_DATABASE_URL: url })
    assert.equal(code, 0, stderr)
  }
  return url
}

/** How many days of each asset are loaded with all their values. */
async function daysOf(url: string): Promise<Record<string, number>> {
  const rows = await queryRows<{ asset: string; days: number }>(
    url,
    `select asset, count(*)::int as days from (
       select signal.asset, date_trunc('day', "timestamp", 'UTC') as day
       from data join signal on id = signal_id group by 1, 2 having count(*) = 1152) whole
     group by 1 order by 1`,
  )
  return Object.fromEntries(rows.map(({ asset, days }) => [asset, days]))
}
