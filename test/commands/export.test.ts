import assert from 'node:assert/strict'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { createLoginRole } from '../support/create-login-role.ts'
import { createLoadedTarget } from '../support/loaded-target.ts'
import { runMinuano, startMinuano } from '../support/minuano.ts'
import { createTestPipeline, insertRows, minutesFrom } from '../support/pipeline.ts'
import { askDuckDb, createFolder, filesIn } from '../support/run-export.ts'

const turbines = { wind_speed: 'm/s', power: 'kW' }

test('what was loaded is exported, in files that go with the Target from then on', async () => {
  const { source, connector, targetUrl } = await createTestPipeline()
  await insertRows(source, minutesFrom('2025-01-31T00:00:00Z', 2 * 1440 - 3))
  const env = { CONNECTOR_URL: connector.url, TARGET_DATABASE_URL: targetUrl }
  const run = (...args: string[]) => runMinuano(args, env)
  const sync = async () => {
    const { code, stderr } = await run('sync', '--from', '2025-01-31', '--to', '2025-02-01')
    assert.equal(code, 0, stderr)
  }
  await sync()
  const folder = createFolder()
  const exported = async (...args: string[]) => {
    const { code, stdout, stderr } = await run('export', '--out', folder, '--json', ...args)
    assert.equal(code, 0, stderr)
    return JSON.parse(stdout) as Record<string, unknown>
  }
  const first = await exported()
  assert.deepEqual(
    [first['written'], first['kept'], first['rows'], first['values']],
    [2, 0, 288, 288 * 8],
  )
  const days = { from: '2025-01-31', to: '2025-02-01', asked: 2, whole: 1, notLoaded: 0 }
  const unwhole = [{ state: 'incomplete', days: 1, first: '2025-02-01', last: '2025-02-01' }]
  assert.deepEqual(first['days'], { ...days, states: unwhole })
  assert.equal((await exported())['written'], 0)

  await source.query(`update data set power = 777 where "timestamp" = '2025-02-01T12:00Z'`)
  await sync()
  const changed = await exported()
  assert.deepEqual([changed['written'], changed['kept']], [1, 1])
  const [read] = await askDuckDb(
    `select max(power_max) as most from '${folder}/*/month=2025-02/*.parquet' where timestamp = timestamptz '2025-02-01 12:00:00+00'`,
  )
  assert.ok((read!['most'] as number) >= 777)

  await run('forget', '--from', '2025-01-31', '--to', '2025-01-31', '--yes')
  const { stdout, stderr, code } = await run('export', '--out', folder)
  assert.equal(code, 0, stderr)
  assert.match(stdout, /0 files written \(0 rows, 0 values, 0\.0 MB\), 1 up to date, 1 removed/)
  assert.match(stderr, /removed, since the Target holds nothing of them any more: .*month=2025-01/)
  assert.match(stderr, /of 1 day from 2025-02-01 to 2025-02-01, 0 are whole: 1 with bins/)
  assert.equal(filesIn(folder).length, 1)
})

test('a login that may only select exports, and one that sees some assets alone exports these', async () => {
  const { url, target } = await createLoadedTarget({
    assets: ['T01', 'T02'],
    variables: turbines,
    from: '2025-01-01',
    to: '2025-01-02',
  })
  const name = `exporter_${Date.now().toString(36)}`
  const reader = await createLoginRole({ url, client: target.client }, name)
  await target.client.query(`
    grant usage on schema minuano_parts to ${name};
    grant select on signal, data, load, changed_day, minuano_parts.minuano_migration to ${name}`)
  const folder = createFolder()
  const args = ['export', '--out', folder, '--json']
  const all = await runMinuano(args, { TARGET_DATABASE_URL: String(reader) })
  assert.equal(all.code, 0, all.stderr)
  assert.equal(filesIn(folder).length, 2)

  await target.client.query(`
    revoke all on signal, data, load, changed_day from ${name}; revoke all on minuano_parts.minuano_migration from ${name}`)
  const env = { TARGET_DATABASE_URL: url }
  const init = await runMinuano(['target', 'init', '--reader', name, '--assets', 'T02'], env)
  assert.equal(init.code, 0, init.stderr)
  const own = createFolder()
  const some = await runMinuano(['export', '--out', own], { TARGET_DATABASE_URL: String(reader) })
  assert.equal(some.code, 0, some.stderr)
  assert.deepEqual(filesIn(own), ['asset=T02/month=2025-01/data.parquet'])
})

test('Ctrl-C ends an export with 130, and leaves whole files alone', async () => {
  const assets = Array.from({ length: 6 }, (_, number) => `T${number}`)
  const days = { variables: turbines, statistics: ['mean'], from: '2024-12-01', to: '2025-01-01' }
  const { url, target } = await createLoadedTarget({ assets, ...days })
  const folder = createFolder()
  // Whoever reads values waits until the export has been interrupted.
  await target.client.query('begin; lock table data in access exclusive mode')
  const started = startMinuano(['export', '--out', folder], { TARGET_DATABASE_URL: url })
  const waits = `select count(*)::int as waits from pg_locks where not granted and relation = 'data'::regclass`
  for (;;) {
    const { rows } = await target.client.query<{ waits: number }>(waits)
    if (rows[0]!.waits > 0) break
    assert.equal(started.child.exitCode, null, started.stderr())
  }
  started.child.kill('SIGINT')
  while (!started.stderr().includes('stopping')) {
    assert.equal(started.child.exitCode, null, started.stderr())
    await target.client.query('select')
  }
  await target.client.query('commit')
  const { code, stderr } = await started.ended
  assert.equal(code, 130, stderr)
  assert.match(stderr, /interrupted: 12 files were not made/)
  assert.deepEqual(filesIn(folder), [])
  const again = await runMinuano(['export', '--out', folder], { TARGET_DATABASE_URL: url })
  assert.equal(again.code, 0, again.stderr)
  assert.equal(filesIn(folder).length, 12)
})

test('what does not go together is refused before anything is made', async () => {
  const folder = join(createFolder(), 'files')
  for (const args of [
    ['--names', 'openoa', '--layout', 'long'],
    ['--column', 'p_act=WTUR_W'],
    ['--names', 'openoa', '--column', 'p_act=power'],
    ['--format', 'xls'],
    ['--from', '2025-02-01', '--to', '2025-01-01'],
  ]) {
    const { code, stderr } = await runMinuano(['export', '--out', folder, ...args])
    assert.equal(code, 2, `${args.join(' ')}: ${stderr}`)
  }
  assert.equal((await runMinuano(['export'])).code, 2)
  assert.ok(!existsSync(folder))
})

test('an asset that the Target does not have is refused, and none at all is nothing', async () => {
  const { url } = await createLoadedTarget()
  const folder = createFolder()
  const env = { TARGET_DATABASE_URL: url }
  const unknown = await runMinuano(['export', '--out', folder, '--assets', 'T09'], env)
  assert.equal(unknown.code, 1)
  assert.match(unknown.stderr, /the Target knows no asset T09; it knows none/)
  const nothing = await runMinuano(['export', '--out', folder, '--names', 'openoa'], env)
  assert.equal(nothing.code, 0, nothing.stderr)
  assert.match(nothing.stdout, /nothing to export in bins of 10m/)
  assert.deepEqual(readdirSync(folder), ['_minuano.json'])
  assert.match(readFileSync(join(folder, '_minuano.json'), 'utf8'), /"files":\{\}/)
})
