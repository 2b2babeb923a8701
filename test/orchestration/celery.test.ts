import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { findRedis, startCluster } from '../support/celery.ts'
import type { Cluster, Member } from '../support/celery.ts'
import { startConnectorCommand } from '../support/connector-command.ts'
import { rangeTags, until } from '../support/dagster-api.ts'
import type { Run } from '../support/dagster-api.ts'
import { isWaited, lockLedger } from '../support/ledger-lock.ts'
import { runMinuano } from '../support/minuano.ts'
import { createTestDatabase } from '../support/postgres.ts'
import { commandOf, descendantsOf, knowsChildren } from '../support/processes.ts'
import { findPython } from '../support/python.ts'
import { queryRows } from '../support/system-postgres.ts'
import { createTestTarget } from '../support/target.ts'

const found = await findPython('orchestration/requirements.lock')
const noRedis = findRedis()
const skip =
  'missing' in found
    ? found.missing
    : (noRedis ?? (!knowsChildren && 'this system has no /proc that names a process’s children'))

/** Twenty days, in runs of four. */
const runsOfDays = ['01', '05', '09', '13', '17'].map((first) => ({
  first: `2025-01-${first}`,
  last: `2025-01-${String(Number(first) + 3).padStart(2, '0')}`,
}))
// A live run takes some 5 s; the one of a dead worker is found after this.
const longest = '30'

describe('Dagster with Celery’s workers', { skip }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'minuano-celery-'))
  const undos: (() => Promise<void>)[] = []
  let connectorUrl: string
  let target: string
  let cluster: Cluster

  before(async () => {
    const source = (await createTestDatabase()).url
    for (const args of [['init'], ['seed', '--from', '2025-01-01', '--days', '20']]) {
      const { code, stderr } = await runMinuano(['source', ...args], {
        SOURCE_DATABASE_URL: source,
      })
      assert.equal(code, 0, stderr)
    }
    const connector = await startConnectorCommand({ SOURCE_DATABASE_URL: source })
    undos.push(() => connector.stop())
    connectorUrl = connector.url
    target = (await createTestTarget()).url
    const storage = new URL((await createTestDatabase()).url)
    assert.ok('python' in found)
    cluster = await startCluster(found.python, folder, {
      CONNECTOR_URL: connectorUrl,
      TARGET_DATABASE_URL: target,
      DAGSTER_STORAGE_URL: storage.href.replace(/^postgres(ql)?:/, 'postgresql+psycopg2:'),
      MINUANO_COMMAND: `'${process.execPath}' '${fileURLToPath(new URL('../../src/main.ts', import.meta.url))}'`,
      MINUANO_FOLDER: folder,
    })
    undos.push(() => cluster.stop())
  })
  after(async () => {
    for (const undo of undos.reverse()) await undo()
    rmSync(folder, { recursive: true, force: true })
  })

  test('loses no day of a worker that is killed in the middle, its children too', async () => {
    const [one, two] = cluster.workers
    const unlock = await lockLedger(target)
    for (const { first, last } of runsOfDays) await launch(cluster, first, last)
    // Each has begun a run, which waits for the ledger.
    await until('both workers have a process of ours', () =>
      [one, two].every((worker) => processesOf(worker).length === 1),
    )
    for (const pid of [one.pid, ...descendantsOf(one.pid)]) process.kill(pid, 'SIGKILL')
    await unlock()

    const count = (runs: readonly Run[], wanted: string) =>
      runs.filter(({ status }) => status === wanted).length
    const runs = await cluster.api.untilAllEnded(
      (all) => count(all, 'SUCCESS') === runsOfDays.length,
    )
    // More than the one of the dead worker on a machine so busy that a live run takes too long.
    assert.ok(count(runs, 'FAILURE') >= 1)
    assert.equal(count(runs, 'FAILURE') + runsOfDays.length, runs.length)
    // All that succeeded, the one that was begun again among them.
    await until('the worker that is left says so', () => succeededOn(two) === runsOfDays.length)

    const { url: plain } = await createTestTarget()
    const { code, stderr } = await runMinuano(['backfill', '2025-01-01', '2025-01-20'], {
      CONNECTOR_URL: connectorUrl,
      TARGET_DATABASE_URL: plain,
    })
    assert.equal(code, 0, stderr)
    assert.deepEqual(await contentOf(target), await contentOf(plain))
    assert.equal((await contentOf(target)).values, 20 * 1152)
  })

  test('ends the process of a run that is cancelled, and does not try it again', async () => {
    await queryRows(target, 'delete from data')
    await queryRows(target, 'delete from load')
    const known = (await cluster.api.readRuns()).length
    const unlock = await lockLedger(target)
    const run = await launch(cluster, '2025-01-01', '2025-01-04')
    const [, worker] = cluster.workers
    await until('the run has a process of ours', () => processesOf(worker).length === 1)
    const [process] = processesOf(worker)
    await until('the process waits for the ledger', () => isWaited(target))
    await cluster.api.ask(terminate, { run })
    await until('the run is being cancelled', async () =>
      (await cluster.api.readRuns()).some(({ status }) => /^CANCEL/.test(status)),
    )
    await unlock()
    await until('the process has ended', () => commandOf(process!).length === 0)
    const runs = await cluster.api.untilAllEnded((all) => all.length > known)
    assert.equal(runs.find(({ runId }) => runId === run)?.status, 'CANCELED')
    // Dagster looks for runs to try again every few seconds.
    await sleep(7000)
    assert.equal((await cluster.api.readRuns()).length, known + 1)
  })
})

const terminate = 'mutation ($run: String!) { terminateRun(runId: $run) { __typename } }'

/** Asks for one run of the days, as the schedule of late days does; gives its id. */
function launch({ api }: Cluster, first: string, last: string): Promise<string> {
  return api.launch({ ...rangeTags(first, last), 'dagster/max_runtime': longest })
}

function succeededOn(worker: Member): number {
  return worker.output().match(/execute_job\S* succeeded/g)?.length ?? 0
}

/** The processes of Minuano's that a worker has. */
function processesOf({ pid }: Member): number[] {
  return descendantsOf(pid).filter((one) => commandOf(one).includes('backfill'))
}

/** The number of values, and a digest of every value and of what the ledger says of every day. */
async function contentOf(url: string): Promise<{ values: number; data: string; load: string }> {
  const [content] = await queryRows<{ values: number; data: string; load: string }>(
    url,
    `select (select count(*)::int from data) as values,
       (select md5(string_agg(line, chr(10) order by line)) from (
          select concat_ws('|', name, "timestamp", value) as line
          from data join signal on id = signal_id) lines) as data,
       (select md5(string_agg(line, chr(10) order by line)) from (
          select concat_ws('|', variable, day, status, expected, valid, missing, out_of_range,
            coverage, target_rows) as line from load) lines) as load`,
  )
  return content!
}
