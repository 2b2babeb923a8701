import assert from 'node:assert/strict'
import { afterEach, describe, mock, test } from 'node:test'
import { lockClass } from '../../src/target/load/advisory-lock.ts'
import { describeTarget } from '../../src/target/tables/describe-target.ts'
import { ensureSignals } from '../../src/target/tables/ensure-signals.ts'
import { inTransaction } from '../../src/target/in-transaction.ts'
import type { TargetLimits } from '../../src/target/limits.ts'
import { loadWindow } from '../../src/target/load/load-window.ts'
import { migrateTarget } from '../../src/target/tables/migrate-target.ts'
import { openReadyTarget } from '../../src/target/tables/open-ready-target.ts'
import { openTarget } from '../../src/target/tables/open-target.ts'
import { readLedger } from '../../src/target/read/read-ledger.ts'
import type { Target } from '../../src/target/tables/schema.ts'
import { writeFailures } from '../../src/target/ledger/write-ledger.ts'
import type { LedgerEntry } from '../../src/target/ledger/write-ledger.ts'
import type { WindowLoad } from '../../src/target/load/window-load.ts'
import { atEnd } from '../support/at-end.ts'
import { startStallingProxy } from '../support/stalling-proxy.ts'
import type { StallingProxy } from '../support/stalling-proxy.ts'
import { createTestTarget } from '../support/target.ts'

const long: TargetLimits = { lock: 600, statement: 600, load: 600, notice: 600 }
const key = { asset: '', variable: 'wind_speed', statistic: 'mean', periodSeconds: 600 } as const
const query = { asset: '', periodSeconds: 600, variables: ['wind_speed'] }
const start = Date.parse('2025-01-03T00:00:00Z') * 1000
const interval = { start, end: start + 86_400e6 }
const january2025 = 2025 * 12

const entry: LedgerEntry = {
  asset: '',
  variable: 'wind_speed',
  periodSeconds: 600,
  day: '2025-01-03',
  timeZone: 'UTC',
  interval,
  status: 'loaded',
  sampleSeconds: 60,
  sampleLabel: 'start',
  startedAt: start,
}

function loadOf(id: number): WindowLoad {
  const time = Float64Array.from({ length: 144 }, (_, bin) => start + bin * 600e6)
  return { days: [interval], series: [{ id, time, values: time.map(() => 1) }], ledger: [entry] }
}

/** A Target under limits, one signal's id, and a session of another's in a transaction. */
async function open(
  limits: Partial<TargetLimits>,
  through = (url: string) => Promise.resolve(url),
) {
  const { url } = await createTestTarget()
  const other = await openTarget(url)
  const [id] = (await ensureSignals(other, [key], new Map())).values()
  await other.client.query('begin')
  const target = await openTarget(await through(url), { ...long, ...limits })
  atEnd(async () => {
    await target.close()
    await other.close()
  })
  return { url, other, target, id: id! }
}

const works: Record<string, (target: Target, id: number) => Promise<unknown>> = {
  'a load': (target, id) => loadWindow(target, loadOf(id)),
  'reading the ledger': (target) => readLedger(target, query),
  'counting values': (target) => describeTarget(target),
  'looking for signals': (target) => ensureSignals(target, [key], new Map()),
  'writing signals': (target) => ensureSignals(target, [{ ...key, statistic: 'max' }], new Map()),
  'writing down a failure': (target) => writeFailures(target, [{ ...entry, status: 'failed' }]),
  'making the tables': (target) => migrateTarget(target),
}

describe('a wait for a lock of the Target ends, worth a retry, and says so', () => {
  for (const [name, work] of Object.entries(works)) {
    test(name, async () => {
      const { other, target, id } = await open({ lock: 0.3 })
      await other.client.query(
        'lock table data, signal, load, minuano_parts.minuano_migration in access exclusive mode',
      )
      await assert.rejects(work(target, id), {
        code: 'target-unavailable',
        exit: 75,
        message: /is not available: .+ waited 0\.3 s for a lock .*\(TARGET_LOCK_TIMEOUT\)/,
      })
      await other.client.query('rollback')
      await work(target, id)
    })
  }

  test('also that of a row', async () => {
    const { other, target, id } = await open({ lock: 0.3 })
    await loadWindow(target, loadOf(id))
    await other.client.query('select from load for update')
    await assert.rejects(loadWindow(target, loadOf(id)), {
      code: 'target-unavailable',
      message: /the load of 2025-01 waited 0\.3 s for a lock/,
    })
  })

  test('also where the tables are looked for first', async () => {
    const { url, other } = await open({})
    await other.client.query('lock table minuano_parts.minuano_migration in access exclusive mode')
    await assert.rejects(openReadyTarget(url, { ...long, lock: 0.3 }), {
      code: 'target-unavailable',
      message: /looking for the tables waited/,
    })
  })
})

describe('a server that is silent is left, worth a retry', () => {
  for (const [name, work] of Object.entries(works)) {
    test(name, async () => {
      let proxy: StallingProxy | undefined
      const { target, id } = await open({ lock: 0.4, statement: 0.4, load: 0.4 }, async (url) => {
        proxy = await startStallingProxy(url)
        return proxy.url
      })
      proxy!.reset(0)
      await assert.rejects(work(target, id), {
        code: 'target-unavailable',
        exit: 75,
        message: /is not available: .+ had no answer within 0\.44 s \(TARGET_/,
      })
      await target.close()
    })
  }

  test('within a COPY too', async () => {
    let proxy: StallingProxy | undefined
    const { target, id } = await open({ lock: 0.4, statement: 0.4 }, async (url) => {
      proxy = await startStallingProxy(url)
      return proxy.url
    })
    // The statements that begin are passed on, and part of the rows.
    proxy!.reset(3584)
    await assert.rejects(loadWindow(target, loadOf(id)), {
      code: 'target-unavailable',
      message: /the load of 2025-01 had no answer/,
    })
  })
})

describe('the lock of a month', () => {
  afterEach(() => mock.restoreAll())

  /** Resolves with the line on stderr that matches. */
  function heard(pattern: RegExp): Promise<string> {
    return new Promise((resolve) => {
      mock.method(process.stderr, 'write', (line: string) => {
        if (pattern.test(line)) resolve(line)
        return true
      })
    })
  }

  test('is waited for longer than any other, and who holds it is said', async () => {
    const { other, target, id } = await open({ lock: 0.1, notice: 0.2 })
    const { rows } = await other.client.query<{ pid: number }>(
      `select pg_backend_pid() as pid, pg_advisory_xact_lock(${lockClass}, ${january2025})`,
    )
    const line = heard(/waits/)
    const loading = loadWindow(target, loadOf(id))
    assert.match(
      await line,
      new RegExp(
        `^the load of 2025-01 waits in the Target for process ${rows[0]!.pid} \\(minuano, role \\w+, from 127.0.0.1, in a transaction since 2`,
      ),
    )
    await other.client.query('commit')
    assert.equal((await loading)[0]!.inserted, 144)
  })

  test('is not waited for without end', async () => {
    const { other, target, id } = await open({ load: 0.3 })
    await other.client.query(`select pg_advisory_xact_lock(${lockClass}, ${january2025})`)
    await assert.rejects(loadWindow(target, loadOf(id)), {
      code: 'target-unavailable',
      message: /the load of 2025-01 waited 0\.3 s for a lock .*\(TARGET_LOAD_TIMEOUT\)/,
    })
  })

  test('who holds a table is said too', async () => {
    const { other, target } = await open({ notice: 0.2 })
    await other.client.query('lock table load in access exclusive mode')
    const line = heard(/waits/)
    const reading = readLedger(target, query)
    assert.match(await line, /^reading the ledger waits in the Target for process \d+/)
    await other.client.query('commit')
    assert.deepEqual(await reading, [])
  })
})

test('a statement that takes too long is cancelled, and the connection stays', async () => {
  const { target } = await open({ lock: 0.3, statement: 0.3 })
  await assert.rejects(
    inTransaction(target, { what: 'a nap' }, () => target.client.query('select pg_sleep(600)')),
    {
      code: 'target-unavailable',
      message: /a nap was cancelled, .* 0\.3 s \(TARGET_STATEMENT_TIM/,
    },
  )
  // Where PostgreSQL has no limit, as in a load, the client's own deadline does the same.
  await assert.rejects(
    inTransaction(target, { what: 'a nap', copies: true }, () =>
      target.client.query('select pg_sleep(600)'),
    ),
    { code: 'target-unavailable', message: /a nap had no answer within/ },
  )
  assert.equal((await readLedger(target, query)).length, 0)
})

test('limits are those of the transaction, and leave the session as it was', async () => {
  const { target } = await open({ lock: 7, statement: 8 })
  const show = async () => {
    const { rows } = await target.client.query(
      `select current_setting('lock_timeout') as lock, current_setting('statement_timeout') as statement`,
    )
    return rows[0] as unknown
  }
  const before = await show()
  const within = await inTransaction(target, { what: 'a look' }, show)
  assert.deepEqual(within, { lock: '7s', statement: '8s' })
  const copying = await inTransaction(target, { what: 'a look', copies: true, locks: [1] }, show)
  assert.deepEqual(copying, { lock: '7s', statement: '0' })
  assert.deepEqual(await show(), before)
})
