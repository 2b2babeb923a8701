import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { atEnd } from '../support/at-end.ts'
import { startMinuano, runMinuano } from '../support/minuano.ts'
import { createTestPipeline, insertRows, minutesFrom } from '../support/pipeline.ts'
import { commandOf, descendantsOf, knowsChildren } from '../support/processes.ts'

const pipeline = await createTestPipeline()
await insertRows(pipeline.source, minutesFrom('2025-01-01T00:00:00Z', 40 * 1440))

const statesOfDays = async () =>
  (
    await pipeline.target.client.query(
      'select status, count(distinct day)::int as days from load group by 1 order by 1',
    )
  ).rows as { status: string; days: number }[]

/** Passes on what is asked, but for samples, all or of more than `mostDays` days, with what leads into them: these are answered by 503. */
async function startWithoutSamples(
  upstream: string,
  { code = 'source-unavailable', mostDays = 0 } = {},
): Promise<string> {
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url!, upstream)
    const [start, end] = ['start', 'end'].map((name) => Date.parse(searchParams.get(name)!))
    if (pathname === '/data' && end! - start! > mostDays * 86_400_000) {
      response.writeHead(503, { 'content-type': 'application/problem+json' })
      response.end(JSON.stringify({ detail: 'the Source is away', code }))
      return
    }
    void fetch(upstream + request.url!).then(async (answer) => {
      response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type')! })
      response.end(Buffer.from(await answer.arrayBuffer()))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  atEnd(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

test('a backfill whose Connector has no samples three times in a row ends, and says what it has not begun', async () => {
  const { code, stdout, stderr } = await runMinuano(
    ['backfill', '2025-01-01', '2025-02-09', '--json', '--concurrency', '1'],
    {
      CONNECTOR_URL: await startWithoutSamples(pipeline.connector.url),
      TARGET_DATABASE_URL: pipeline.targetUrl,
      CONNECTOR_RETRIES: '0',
    },
  )
  assert.equal(code, 75, stderr)
  // The month together, then two of its days.
  assert.match(stderr, /2 of 2 days failed:/)
  assert.match(stderr, /not to be had 3 times in a row: 38 more days were not begun/)
  const { failed, notBegun } = JSON.parse(stdout) as { failed: number; notBegun: number }
  assert.deepEqual([failed, notBegun], [2, 38])
  assert.deepEqual(await statesOfDays(), [{ status: 'failed', days: 2 }])
})

const threeMonths = ['backfill', '2025-01-01', '2025-03-10', '--json', '--concurrency', '3']

test('a backfill of which windows alone failed three times in a row ends so too, though no day of theirs was begun', async () => {
  const { code, stdout, stderr } = await runMinuano(threeMonths, {
    CONNECTOR_URL: await startWithoutSamples(pipeline.connector.url, { mostDays: 2 }),
    TARGET_DATABASE_URL: pipeline.targetUrl,
    CONNECTOR_RETRIES: '0',
  })
  const { loaded, notBegun } = JSON.parse(stdout) as { loaded: number; notBegun: number }
  assert.equal(code, 75, stderr)
  assert.ok(notBegun > 0)
  assert.match(stderr, new RegExp(`not to be had 3 times in a row: ${notBegun} more days`))
  assert.ok(loaded + notBegun <= 69)
})

test('a backfill goes on by days where the Connector has no room for its months', async () => {
  const { code, stdout, stderr } = await runMinuano(threeMonths, {
    CONNECTOR_URL: await startWithoutSamples(pipeline.connector.url, {
      code: 'connector-busy',
      mostDays: 2,
    }),
    TARGET_DATABASE_URL: pipeline.targetUrl,
    CONNECTOR_RETRIES: '0',
  })
  assert.equal(code, 0, stderr)
  const { days, loaded, notBegun } = JSON.parse(stdout) as Record<string, number | undefined>
  assert.deepEqual([days, loaded, notBegun], [69, 40, undefined])
})

const skip = knowsChildren ? false : 'this system does not say which process started which'

test(
  'a Connector that dies under a backfill is started again, and no day fails',
  { skip },
  async () => {
    const command = startMinuano(['backfill', '2025-01-01', '2025-02-09'], {
      SOURCE_DATABASE_URL: pipeline.sourceUrl,
      TARGET_DATABASE_URL: pipeline.targetUrl,
      CONNECTOR_RETRIES: '10',
    })
    const started = (word: string) =>
      descendantsOf(command.child.pid!).find((pid) => commandOf(pid).includes(word))
    // The one that loads is started once the Connector serves.
    // Before it runs its program, a process has the words of the one that started it.
    const serving = () => (started('backfill') === undefined ? undefined : started('connector'))
    let connector: number | undefined
    while ((connector = serving()) === undefined) {
      assert.equal(command.child.exitCode, null, command.stderr())
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    process.kill(connector, 'SIGKILL')
    const { code, stderr } = await command.ended
    assert.equal(code, 0, stderr)
    assert.equal(stderr.split('the Connector ended unexpectedly: started again').length, 2, stderr)
    assert.deepEqual(
      (await statesOfDays()).filter(({ status }) => status !== 'no-source-data'),
      [{ status: 'loaded', days: 40 }],
    )
  },
)
