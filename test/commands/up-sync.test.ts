import assert from 'node:assert/strict'
import { afterEach, describe, test } from 'node:test'
import pg from 'pg'
import { createDataFolder } from '../support/data-folder.ts'
import { runMinuano, startMinuano } from '../support/minuano.ts'
import type { Started } from '../support/minuano.ts'

interface Serving extends Started {
  readonly source: pg.Client
  readonly target: pg.Client
  /** Waits until a query of the Target gives a row. */
  untilTarget(query: string): Promise<Record<string, unknown>>
  stop(): Promise<void>
}

const serving = new Set<Serving>()

// Also where a test failed.
afterEach(async () => {
  for (const { child, ended, source, target } of serving) {
    await Promise.all([source.end(), target.end()])
    child.kill('SIGTERM')
    await ended
  }
  serving.clear()
})

/** Starts `up`, and connects to both databases once it serves. */
async function startUp(env: Record<string, string>, ...flags: string[]): Promise<Serving> {
  const started = startMinuano(['up', '--json', ...flags], env)
  while (!started.stderr().includes('Serving until Ctrl-C')) {
    assert.equal(started.child.exitCode, null, started.stderr())
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  const json = JSON.parse(started.stdout()) as Record<'source' | 'target', { url: string }>
  const [source, target] = await Promise.all(
    [json.source, json.target].map(async ({ url }) => {
      const client = new pg.Client(url)
      client.on('error', () => undefined)
      await client.connect()
      return client
    }),
  )
  const up: Serving = {
    ...started,
    source: source!,
    target: target!,
    async untilTarget(query) {
      for (;;) {
        assert.equal(started.child.exitCode, null, started.stderr())
        const { rows } = await target!.query<Record<string, unknown>>(query)
        if (rows.length > 0) return rows[0]!
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    },
    async stop() {
      started.child.kill('SIGINT')
      const { code, stderr } = await started.ended
      assert.equal(code, 0, stderr)
    },
  }
  serving.add(up)
  return up
}

const newestMax = `
  select value from data join signal on id = signal_id
  where name = 'power_max' and "timestamp" = '2025-01-10T12:00Z'`

describe('minuano up --sync-every', () => {
  test('loads by itself what changed in the Source, looks at 30 days first, and says only that', async () => {
    const { env } = createDataFolder()
    const up = await startUp(env, '--sync-every', '1s')
    const first = await up.untilTarget(`
      select first_day::text, last_day::text, days_loaded, text from sync_run where ended_at is not null order by id`)
    assert.deepEqual(first, {
      first_day: '2024-12-12',
      last_day: '2025-01-10',
      days_loaded: 0,
      text: 'nothing to load',
    })
    await up.source.query(`update data set power = 4321 where "timestamp" = '2025-01-10T12:05Z'`)
    await up.untilTarget(`${newestMax} and value = 4321`)
    const loading = await up.untilTarget(
      `select first_day::text, days_loaded, text from sync_run where ended_at is not null and days_loaded > 0`,
    )
    assert.deepEqual(loading, {
      first_day: '2025-01-09',
      days_loaded: 1,
      text: '1 of 1 day loaded; 2025-01-10: changed in the Source (power)',
    })
    // One more, that has nothing to do.
    await up.untilTarget(
      `select id from sync_run where ended_at is not null and id > (select max(id) from sync_run where days_loaded > 0)`,
    )
    await up.stop()
    const lines = up.stderr().split('Serving until Ctrl-C.\n')[1]!
    assert.equal(
      lines,
      'sync: 1 of 1 day loaded; 2025-01-10: changed in the Source (power)\nStopping ...\n',
    )
  })

  test('ends at Ctrl-C while a sync is at work, and the next start has it done', async () => {
    const { env } = createDataFolder()
    const up = await startUp(env, '--sync-every', '1s')
    await up.untilTarget('select id from sync_run where ended_at is not null')
    // A sync that cannot go on.
    await up.target.query('begin; lock table source_day in access exclusive mode')
    await up.source.query(`update data set power = 4321 where "timestamp" = '2025-01-10T12:05Z'`)
    await up.untilTarget(
      `select pid from pg_locks where relation = 'source_day'::regclass and not granted`,
    )
    up.child.kill('SIGINT')
    const { code, stderr } = await up.ended
    assert.deepEqual([code, stderr.split('Serving until Ctrl-C.\n')[1]], [0, 'Stopping ...\n'])
    const again = await startUp(env, '--no-load', '--sync-every', '1h')
    await again.untilTarget(`${newestMax} and value = 4321`)
    await again.stop()
  })

  test('says once that it failed, and when it works again', async () => {
    const { env } = createDataFolder()
    const up = await startUp(env, '--sync-every', '1s')
    await up.source.query('alter table data rename to elsewhere')
    await up.untilTarget(`select 1 from sync_run where error_code is not null having count(*) >= 3`)
    await up.source.query('alter table elsewhere rename to data')
    while (!up.stderr().includes('sync works again')) {
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    await up.stop()
    // The Connector's own log says it too.
    const lines = up
      .stderr()
      .split('Serving until Ctrl-C.\n')[1]!
      .replaceAll(/^\{.*\n/gm, '')
    assert.match(lines, /^sync: failed: [^\n]+ \(tried again every 1s\)\nsync works again: /)
    assert.equal(lines.split('tried again').length, 2)
  })

  test('off, or another than the embedded databases, is left alone', async () => {
    const { env } = createDataFolder()
    const off = await startUp(env, '--sync-every', 'off')
    const { rows } = await off.target.query('select from sync_run')
    assert.equal(rows.length, 0)
    await off.stop()
    const wrong = await runMinuano(['up', '--sync-every', 'soon'], env)
    assert.equal(wrong.code, 2)
    assert.match(
      wrong.stderr,
      /--sync-every: "soon" .* must be a length of time, such as 10m or 1h, or off/,
    )
  })
})
