import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import pg from 'pg'
import { createDataFolder } from '../support/data-folder.ts'
import { runMinuano, startMinuano } from '../support/minuano.ts'
import type { Started } from '../support/minuano.ts'

interface UpJson {
  readonly period: { readonly first: string; readonly last: string }
  readonly source: { readonly url: string; readonly rows: number }
  readonly target: {
    readonly url: string
    readonly readerUrl: string
    readonly rows: number
    readonly signals: number
  }
  readonly connector: { readonly url: string; readonly docs: string }
  readonly days: number
  readonly seconds: number
}

/** Starts `up` and waits until it serves: then it says so. */
async function startUp(
  env: Record<string, string>,
  ...flags: string[]
): Promise<Started & { json: UpJson }> {
  const started = startMinuano(['up', '--json', ...flags], env)
  const { child } = started
  while (!started.stderr().includes('Serving until Ctrl-C')) {
    assert.equal(child.exitCode, null, started.stderr())
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return { ...started, json: JSON.parse(started.stdout()) as UpJson }
}

/** The pid of the embedded server of a data folder, from PostgreSQL's own file. */
function serverPid(folder: string): number {
  return Number(readFileSync(join(folder, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0])
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 50))
}

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(text)).rows
  } finally {
    await client.end()
  }
}

describe('minuano up', () => {
  test('--once --json brings ten days from an empty folder to the Target, and does so again', async () => {
    const { env } = createDataFolder()
    for (const round of ['first', 'second']) {
      const { code, stdout, stderr } = await runMinuano(['up', '--once', '--json'], env)
      assert.equal(code, 0, stderr)
      const result = JSON.parse(stdout) as UpJson
      assert.deepEqual(
        [result.period, result.source.rows, result.target.rows, result.target.signals, result.days],
        [{ first: '2025-01-01T00:00:00Z', last: '2025-01-10T23:59:00Z' }, 14_400, 11_520, 8, 10],
        round,
      )
      assert.match(
        result.source.url,
        /^postgresql:\/\/source_owner:[^*@]+@127\.0\.0\.1:\d+\/source\?sslmode=disable$/,
      )
      assert.match(
        result.target.url,
        /^postgresql:\/\/target_owner:[^*@]+@127\.0\.0\.1:\d+\/target\?sslmode=disable$/,
      )
      assert.ok(result.seconds > 0)
      // No password but in the JSON.
      const password = new URL(result.target.url).password
      assert.ok(!stderr.includes(password))
    }
  })

  test('--no-load leaves the days to another', async () => {
    const { env } = createDataFolder()
    const { code, stdout, stderr } = await runMinuano(['up', '--once', '--no-load', '--json'], env)
    assert.equal(code, 0, stderr)
    const { period, days, target } = JSON.parse(stdout) as UpJson
    assert.equal(period.first, '2025-01-01T00:00:00Z')
    assert.deepEqual([days, target.rows, target.signals], [0, 0, 0])
  })

  test('--seed-assets fills an empty Source with a farm, which needs no setting', async () => {
    const { env } = createDataFolder()
    const up = await startUp(env, '--no-load', '--seed-assets', '2', '--seed-faults')
    assert.match(
      up.stderr(),
      /was empty: seeded 10 days of random data of 2 assets from 2025-01-01/,
    )
    assert.match(up.stderr(), / gap: rows are missing /)
    const { url } = up.json.connector
    const answer = await fetch(`${url}/assets?period=false`)
    assert.deepEqual(await answer.json(), { assets: [{ asset: 'T01' }, { asset: 'T02' }] })
    const data = await fetch(`${url}/data?start=2025-01-10T00:00&end=2025-01-10T00:01&format=csv`)
    assert.match(
      await data.text(),
      /^timestamp,asset,wind_speed,power,ambient_temperature\n.*,T01,/,
    )
    up.child.kill('SIGTERM')
    assert.equal((await up.ended).code, 0)
    const again = await runMinuano(['up', '--once', '--no-load', '--seed-assets', '3'], env)
    assert.match(again.stderr, /holds rows already, and is left as it is: --seed-assets fills an/)
    const loaded = await runMinuano(['up', '--once'], env)
    assert.match(loaded.stdout, / values in 16 signals\n/)
    assert.match(loaded.stdout, / ETL {8}20 days of assets, in /)
    const own = { ...env, CONNECTOR_URL: 'http://127.0.0.1:1' }
    for (const [args, message] of [
      [['--seed-assets', '2'], /--seed-assets fills the embedded Source, and the settings name/],
      [['--seed-faults'], /--seed-faults is for a farm: give --seed-assets too/],
    ] as const) {
      const wrong = await runMinuano(['up', '--once', ...args], own)
      assert.equal(wrong.code, 2)
      assert.match(wrong.stderr, message)
    }
  })

  test('serves, lets other commands use what runs, and stops all at Ctrl-C', async () => {
    const folder = createDataFolder()
    const up = await startUp(folder.env)
    const server = serverPid(folder.path)
    const { source, target, connector } = up.json
    assert.deepEqual(await query(source.url, 'select count(*)::int as rows from data'), [
      { rows: 14_400 },
    ])
    assert.deepEqual(
      await query(
        target.url,
        'select count(*)::int as rows, count(distinct signal_id)::int as signals from data',
      ),
      [{ rows: 11_520, signals: 8 }],
    )
    assert.equal((await fetch(`${connector.url}/health/ready`)).status, 200)
    assert.equal((await fetch(connector.docs)).status, 200)

    const run = await runMinuano(['run', '2025-01-03'], folder.env)
    assert.equal(run.code, 0, run.stderr)
    assert.match(
      run.stdout,
      /^2025-01-03: 1440 source rows, 1152 values in 8 signals: nothing to change/,
    )
    const sql = await runMinuano(
      ['sql', 'target', 'select count(*) from signal', '--json'],
      folder.env,
    )
    assert.deepEqual([sql.code, JSON.parse(sql.stdout)], [0, [{ count: 8 }]])

    const second = await runMinuano(['up'], folder.env)
    assert.equal(second.code, 1)
    assert.match(second.stderr, /up already \(process \d+\)/)

    up.child.kill('SIGINT')
    const ended = await up.ended
    assert.deepEqual([ended.code, ended.signal], [0, null], ended.stderr)
    assert.ok(!isAlive(server))
    await assert.rejects(fetch(`${connector.url}/health/live`))
  })

  test('gives other tools a login that reads and cannot write, with its password by target url alone', async () => {
    const folder = createDataFolder()
    const none = await runMinuano(['target', 'url'], folder.env)
    assert.deepEqual([none.code, none.stdout], [2, ''])
    assert.match(none.stderr, /^.*no `minuano up` serves from .*: start it first$/m)
    assert.ok(!none.stderr.includes('usage'), none.stderr)
    const named = await runMinuano(['target', 'url'], {
      TARGET_DATABASE_URL: 'postgresql://nobody/x',
    })
    assert.deepEqual([named.code, named.stdout], [2, ''])
    assert.ok(!named.stderr.includes('usage'), named.stderr)
    const up = await startUp(folder.env)
    const { readerUrl } = up.json.target
    const told = await runMinuano(['target', 'url'], folder.env)
    assert.deepEqual([told.code, told.stdout], [0, `${readerUrl}\n`])
    assert.ok(!up.stderr().includes(new URL(readerUrl).password))
    assert.deepEqual(
      await query(
        readerUrl,
        'select count(*)::int as rows from signal_value where unit is not null',
      ),
      [{ rows: 11_520 }],
    )
    const insert = `insert into data select id, '2025-01-01T00:05Z', 1 from signal limit 1`
    await assert.rejects(query(readerUrl, insert), { code: '25006' })
    await assert.rejects(
      query(readerUrl, `set default_transaction_read_only = off; commit; ${insert}`),
      { code: '42501' },
    )
    assert.deepEqual(await query(readerUrl, 'show idle_in_transaction_session_timeout'), [
      { idle_in_transaction_session_timeout: '10min' },
    ])
    // Any role may do so.
    await query(
      readerUrl,
      `set default_transaction_read_only = off; commit; alter role reader password 'mine'`,
    )
    await assert.rejects(query(readerUrl, 'select 1'), { code: '28P01' })
    up.child.kill('SIGINT')
    await up.ended
    const again = await startUp(folder.env)
    assert.deepEqual(await query(again.json.target.readerUrl, 'select 1 as one'), [{ one: 1 }])
    again.child.kill('SIGINT')
    await again.ended
  })

  test('a killed one leaves nothing behind that the next start cannot mend', async () => {
    const folder = createDataFolder()
    const up = await startUp(folder.env)
    up.child.kill('SIGKILL')
    await up.ended
    // The Connector ends with its parent; the server is an orphan, for the next start to end.
    await until(() => up.json.connector.url !== '' && !isServing(up))
    const run = await runMinuano(['run', '2025-01-04'], folder.env)
    assert.equal(run.code, 0, run.stderr)
    assert.match(run.stdout, /nothing to change/)
  })

  test('with CONNECTOR_URL and TARGET_DATABASE_URL starts neither database', async () => {
    const folder = createDataFolder()
    const up = await startUp(folder.env)
    const other = createDataFolder()
    const { code, stdout, stderr } = await runMinuano(['up', '--once', '--json'], {
      ...other.env,
      CONNECTOR_URL: up.json.connector.url,
      TARGET_DATABASE_URL: up.json.target.url,
    })
    assert.equal(code, 0, stderr)
    const result = JSON.parse(stdout) as UpJson
    assert.deepEqual([result.source.url, result.target.rows], [null, 11_520])
    assert.throws(() => serverPid(other.path))
    up.child.kill('SIGTERM')
    assert.equal((await up.ended).code, 0)
  })
})

const served = new Map<Started, boolean>()

function isServing(up: Started & { json: UpJson }): boolean {
  void fetch(`${up.json.connector.url}/health/live`).then(
    () => served.set(up, true),
    () => served.set(up, false),
  )
  return served.get(up) !== false
}

describe('commands without a running up', () => {
  test('start what they need and stop it, one at a time', async () => {
    const folder = createDataFolder()
    const seed = await runMinuano(
      ['source', 'seed', '--from', '2025-03-01', '--days', '2'],
      folder.env,
    )
    assert.equal(seed.code, 0, seed.stderr)
    const both = await Promise.all([
      runMinuano(['run', '2025-03-01'], folder.env),
      runMinuano(['backfill', '2025-03-01', '2025-03-03'], folder.env),
    ])
    assert.deepEqual(
      both.map(({ code }) => code),
      [0, 0],
      both.map(({ stderr }) => stderr).join(),
    )
    assert.match(both[1].stdout, /^2 of 3 days loaded, 1 without source data: 2880 source rows/)
    const gap = await runMinuano(
      ['backfill', '2025-03-01', '2025-03-03', '--fail-on-gap'],
      folder.env,
    )
    assert.equal(gap.code, 1)
    assert.match(gap.stderr, /no source data on 2025-03-03/)
    const { code, stdout } = await runMinuano(
      ['sql', 'target', 'select count(*) from data'],
      folder.env,
    )
    assert.equal(code, 0)
    assert.match(stdout, /2304/)
    assert.throws(() => serverPid(folder.path))
  })

  test('an interrupted run stops what it started', async () => {
    const folder = createDataFolder()
    const run = startMinuano(['backfill', '2000-01-01', '2024-12-31'], folder.env)
    await until(() => run.stderr().includes('no source data'))
    const server = serverPid(folder.path)
    run.child.kill('SIGINT')
    const { code } = await run.ended
    assert.equal(code, 130)
    assert.ok(!isAlive(server))
  })
})
