import assert from 'node:assert/strict'
import { test } from 'node:test'
import pg from 'pg'
import { initSource } from '../../src/source/table/init-source.ts'
import { atEnd } from '../support/at-end.ts'
import { createDataFolder } from '../support/data-folder.ts'
import { runMinuano, startMinuano } from '../support/minuano.ts'
import type { Started } from '../support/minuano.ts'
import { serverPid } from '../embedded/server-process.ts'
import { startTestServer } from '../support/test-server.ts'

// Servers of their own, which the tests may kill: what is committed is to be there afterwards.
const source = await startTestServer()
const target = await startTestServer({ synchronous_commit: 'on' })
atEnd(() => source.stop())
atEnd(() => target.stop())

const days = 305
const range = ['2024-01-01', '2024-10-31']

await onServer(source.url, async (client) => {
  await initSource(client)
  await client.query(`
    insert into data (timestamp, wind_speed, power)
    select t, 8 + sin(extract(epoch from t)), 1000
    from generate_series('2024-01-01Z'::timestamptz, '2024-10-31T23:50Z', '10 minutes') t`)
})

async function onServer<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(url)
  client.on('error', () => undefined)
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

let databases = 0

/** Starts a backfill into a database without tables, and waits until it has loaded something. */
async function startBackfill(env: Record<string, string> = {}) {
  const name = `target_${databases++}`
  await onServer(target.url, (client) => client.query(`create database ${name}`))
  const url = target.url.replace(/postgres$/, name)
  const command = startMinuano(['backfill', range[0]!, range[1]!, '--json', '--concurrency', '2'], {
    SOURCE_DATABASE_URL: source.url,
    TARGET_DATABASE_URL: url,
    MINUANO_SAMPLE_INTERVAL: '10m',
    ...env,
  })
  await untilLoading(command)
  return { command, url }
}

async function untilLoading(command: Started): Promise<void> {
  while (!command.stderr().includes('2024-01-31: ')) {
    assert.equal(command.child.exitCode, null, command.stderr())
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}

/** Days that the ledger calls loaded, and those whose values are all there. */
const daysIn = (url: string) =>
  onServer(url, async (client) => {
    const { rows } = await client.query<{ loaded: number; whole: number }>(`
      select (select count(distinct day)::int from load where status = 'loaded') as loaded,
        count(*) filter (where n = 144 * 6)::int as whole
      from (select "timestamp"::date, count(*) as n from data group by 1)`)
    return [rows[0]!.loaded, rows[0]!.whole]
  })

interface Numbers {
  readonly loaded: number
  readonly failed: number
  readonly notBegun?: number
}

test('a backfill goes on where the PostgreSQL of the Target was killed and has come back', async () => {
  const { command, url } = await startBackfill()
  await target.kill()
  await target.resume()
  const { code, stdout, stderr } = await command.ended
  assert.equal(code, 0, stderr)
  const { loaded, notBegun } = JSON.parse(stdout) as Numbers
  assert.deepEqual([loaded, notBegun], [days, undefined])
  assert.deepEqual(await daysIn(url), [days, days])
})

test('a backfill goes on where the PostgreSQL of the Source was killed and has come back', async () => {
  const { command, url } = await startBackfill({ CONNECTOR_RETRIES: '10' })
  await source.kill()
  await source.resume()
  const { code, stderr } = await command.ended
  assert.equal(code, 0, stderr)
  assert.deepEqual(await daysIn(url), [days, days])
})

test('a backfill whose Target’s PostgreSQL does not come back ends, and what it says it loaded is there', async () => {
  const { command, url } = await startBackfill()
  await target.kill()
  const { code, stdout, stderr } = await command.ended
  await target.resume()
  assertGivenUp(code, stdout, stderr)
  const { loaded } = JSON.parse(stdout) as Numbers
  const [inLedger, whole] = await daysIn(url)
  assert.equal(inLedger, whole)
  // A commit may have come through of which nobody was told.
  assert.ok(inLedger! >= loaded, `${inLedger} of ${loaded}`)
})

test('a backfill whose Source’s PostgreSQL does not come back ends, and says what it has not begun', async () => {
  const { command, url } = await startBackfill({ CONNECTOR_RETRIES: '0' })
  await source.kill()
  const { code, stdout, stderr } = await command.ended
  await source.resume()
  assertGivenUp(code, stdout, stderr)
  const { loaded } = JSON.parse(stdout) as Numbers
  assert.deepEqual(await daysIn(url), [loaded, loaded])
})

function assertGivenUp(code: number | null, stdout: string, stderr: string): void {
  assert.equal(code, 75, stderr)
  const { loaded, failed, notBegun } = JSON.parse(stdout) as Numbers
  assert.ok(notBegun! > 0, stdout.slice(0, 400))
  assert.equal(loaded + failed + notBegun!, days)
  assert.match(
    stderr,
    new RegExp(`not to be had 3 times in a row: ${notBegun} more days were not begun`),
  )
}

test('an embedded PostgreSQL that is killed under a backfill is started again, and no day fails', async () => {
  const { env, path } = createDataFolder()
  const seeded = await runMinuano(['source', 'seed', '--from', '2024-01-01', '--days', '100'], env)
  assert.equal(seeded.code, 0, seeded.stderr)
  const backfill = ['backfill', '2024-01-01', '2024-04-09', '--json', '--concurrency', '1']
  const command = startMinuano(backfill, { ...env, CONNECTOR_RETRIES: '6' })
  await untilLoading(command)
  process.kill(serverPid(path), 'SIGKILL')
  const { code, stdout, stderr } = await command.ended
  assert.equal(code, 0, stderr)
  assert.match(stderr, /the embedded PostgreSQL ended unexpectedly: started again in 0 s/)
  const { loaded, failed } = JSON.parse(stdout) as Numbers
  assert.deepEqual([loaded, failed], [100, 0])
})
