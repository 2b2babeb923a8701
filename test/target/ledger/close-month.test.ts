import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import pg from 'pg'
import { closeMonth, reopenMonth } from '../../../src/target/ledger/close-month.ts'
import { deleteGaps } from '../../../src/target/ledger/delete-gaps.ts'
import { findForgettable } from '../../../src/target/ledger/find-forgettable.ts'
import { forgetDays } from '../../../src/target/ledger/forget-days.ts'
import { lockClass } from '../../../src/target/load/advisory-lock.ts'
import { listClosings } from '../../../src/target/read/list-closings.ts'
import { openTarget } from '../../../src/target/tables/open-target.ts'
import type { Target } from '../../../src/target/tables/schema.ts'
import { monthInterval } from '../../../src/time/calendar-month.ts'
import { atEnd } from '../../support/at-end.ts'
import { backfill, emptyDay, runDay, settingsFrom } from '../../support/etl.ts'
import type { TestSettings } from '../../support/etl.ts'
import { createTestPipeline, insertRows, minutesFrom } from '../../support/pipeline.ts'

const zone = (timeZone: string) =>
  settingsFrom({ MINUANO_VARIABLES: 'power', MINUANO_TIME_ZONE: timeZone })
const [inUtc, inSaoPaulo] = [zone('UTC'), zone('America/Sao_Paulo')]

function january({ timeZone, variables, periodSeconds }: TestSettings, isIncomplete = true) {
  const window = monthInterval('2025-01', timeZone)
  const of = { month: '2025-01', assets: [''], by: 'alice', variables, periodSeconds, timeZone }
  return { ...of, window, isIncomplete }
}

/** The last two days of January and the first two of February. */
async function createLoaded(settings = inUtc) {
  const pipeline = await createTestPipeline()
  const { source, connector, target, targetUrl } = pipeline
  await insertRows(source, minutesFrom('2025-01-30T00:00:00Z', 5 * 1440))
  const days = ['2025-01-30', '2025-01-31', '2025-02-01', '2025-02-02']
  const load = () => backfill({ connector, targetUrl, settings, days, concurrency: 1 })
  await load()
  const change = () => source.query('update data set power = power + 1')
  return { ...pipeline, load, change, all: () => everything(target) }
}

/** All that the Target holds, of the ledger too. */
async function everything({ client }: Target): Promise<unknown> {
  const { rows } = await client.query(
    `select (select md5(string_agg(data::text, ',' order by data)) from data) as data,
       (select md5(string_agg(load::text, ',' order by load)) from load) as load`,
  )
  return rows
}

async function openAnother(url: string): Promise<Target> {
  const target = await openTarget(url)
  atEnd(() => target.close())
  return target
}

describe('a closed month', () => {
  test('keeps its days through every way to change them, and the others go on', async () => {
    const { connector, target, change, load, all } = await createLoaded()
    const { closed, lacking } = await closeMonth(target, january(inUtc))
    assert.deepEqual([closed, lacking.length], [[''], 29])
    await change()
    const before = await all()
    await assert.rejects(
      runDay(connector, target, inUtc, '2025-01-31'),
      /^MinuanoError: 2025-01 is closed \(by alice, \S+Z, days of UTC\): nothing of 2025-01-31 is changed\. `minuano close 2025-01 --reopen` opens the month again$/,
    )
    const days = await findForgettable(target, { asset: '', from: '2025-01-31', to: '2025-02-01' })
    await assert.rejects(forgetDays(target, '', days), { code: 'closed-month' })
    await assert.rejects(emptyDay(target, inUtc, new Map(), '2025-01-30'), { code: 'closed-month' })
    const gap = monthInterval('2025-01', 'UTC')
    const gaps = [{ variable: 'power', interval: gap }]
    assert.equal(await deleteGaps(target, { asset: '', periodSeconds: 600 }, gaps), 0)
    assert.deepEqual(await all(), before)
    const outcomes = await load()
    assert.deepEqual(
      outcomes.map(({ day, status }) => [day, status]),
      [
        ['2025-01-30', 'closed'],
        ['2025-01-31', 'closed'],
        ['2025-02-01', 'loaded'],
        ['2025-02-02', 'loaded'],
      ],
    )
    assert.deepEqual(await reopenMonth(target, { ...january(inUtc), by: 'bob' }), [''])
    assert.equal((await runDay(connector, target, inUtc, '2025-01-31')).updated > 0, true)
  })

  test('of a day that failed while it was closed the ledger says what it said', async () => {
    const { source, connector, target, all } = await createLoaded()
    await closeMonth(target, january(inUtc))
    await source.query('delete from data')
    const before = await all()
    const refused = runDay({ ...connector, url: 'http://127.0.0.1:1' }, target, inUtc, '2025-01-31')
    await assert.rejects(refused, { code: 'connector-unavailable' })
    await assert.rejects(runDay(connector, target, inUtc, '2025-01-31'), { code: 'no-source-data' })
    assert.deepEqual(await all(), before)
  })

  test('is not reached into by days of another zone, nor by those that would cut a day that does', async () => {
    const { connector, target, change, all } = await createLoaded()
    await closeMonth(target, january(inUtc))
    await change()
    const before = await all()
    // São Paulo's 31st has the first three hours of February, and 21 of January.
    await assert.rejects(runDay(connector, target, inSaoPaulo, '2025-01-31'), {
      code: 'closed-month',
    })
    assert.deepEqual(await all(), before)
    assert.equal((await runDay(connector, target, inSaoPaulo, '2025-02-01')).updated > 0, true)

    const other = await createLoaded(inSaoPaulo)
    await closeMonth(other.target, january(inUtc))
    await other.change()
    const ofOther = await other.all()
    await assert.rejects(runDay(other.connector, other.target, inUtc, '2025-02-01'), {
      code: 'closed-month',
      message: /nothing of 2025-01-31 is changed/,
    })
    const { data } = (ofOther as { data: string }[])[0]!
    assert.deepEqual(((await other.all()) as { data: string }[])[0]!.data, data)
  })

  test('keeps the bounds that it was closed with, and its history', async () => {
    const { target } = await createLoaded(inSaoPaulo)
    await closeMonth(target, january(inSaoPaulo))
    const again = await closeMonth(target, { ...january(inUtc), by: 'carol' })
    assert.deepEqual(
      [again.closed, again.already.map(({ timeZone, closedBy }) => [timeZone, closedBy])],
      [[], [['America/Sao_Paulo', 'alice']]],
    )
    await reopenMonth(target, { month: '2025-01', assets: [''], by: 'bob' })
    assert.deepEqual(await reopenMonth(target, { month: '2025-01', assets: [''], by: 'bob' }), [])
    await closeMonth(target, { ...january(inUtc), by: 'carol' })
    const closings = await listClosings(target, [''])
    assert.deepEqual(
      closings.map(({ timeZone, closedBy, reopenedBy, isIncomplete }) => [
        timeZone,
        closedBy,
        reopenedBy,
        isIncomplete,
      ]),
      [
        ['America/Sao_Paulo', 'alice', 'bob', true],
        ['UTC', 'carol', null, true],
      ],
    )
    const { rows } = await target.client.query(
      `select window_start = '2025-01-01T03:00Z' and window_end = '2025-02-01T03:00Z' as is_so from month_closing order by id`,
    )
    assert.deepEqual(rows, [{ is_so: true }, { is_so: false }])
  })

  test('is not closed where days are lacking, which it names with the reason', async () => {
    const { target } = await createLoaded()
    const { closed, lacking } = await closeMonth(target, january(inUtc, false))
    assert.deepEqual([closed, lacking.length], [[], 29])
    assert.deepEqual(lacking[0], {
      asset: '',
      day: '2025-01-01',
      variable: 'power',
      why: 'never loaded',
    })
    assert.deepEqual(await listClosings(target, ['']), [])
    const inOther = await closeMonth(target, january(inSaoPaulo, false))
    assert.equal(inOther.lacking.at(-1)!.why, 'made in UTC')
  })
})

describe('a month that is closed while days are loaded', () => {
  /** Holds the lock of a UTC month, so that whoever wants it comes to it in order. */
  async function holdMonth(url: string, year: number, month: number) {
    const client = new pg.Client(url)
    await client.connect()
    atEnd(() => client.end())
    await client.query('begin')
    const key = year * 12 + month - 1
    await client.query('select pg_advisory_xact_lock($1, $2)', [lockClass, key])
    const waiting = async (count: number) => {
      for (;;) {
        const { rows } = await client.query<{ count: number }>(
          `select count(*)::int as count from pg_locks where locktype = 'advisory' and not granted
             and database = (select oid from pg_database where datname = current_database())`,
        )
        if (rows[0]!.count === count) return
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
    }
    return { waiting, release: () => client.query('rollback') }
  }

  for (const closesFirst of [true, false]) {
    const name = closesFirst
      ? 'wins where it comes first: the load that has read its day already writes nothing'
      : 'waits for a load under way, whose values stay'
    test(name, async () => {
      const { connector, target, targetUrl, change, all } = await createLoaded()
      await change()
      const before = await all()
      const another = await openAnother(targetUrl)
      const { waiting, release } = await holdMonth(targetUrl, 2025, 1)
      const close = () => closeMonth(another, january(inUtc))
      const load = () =>
        runDay(connector, target, inUtc, '2025-01-31').then(
          ({ updated }) => updated > 0,
          (error: unknown) => (error as { code: string }).code,
        )
      const doings: Promise<unknown>[] = []
      for (const [index, begin] of (closesFirst ? [close, load] : [load, close]).entries()) {
        doings.push(begin())
        await waiting(index + 1)
      }
      await release()
      const results = await Promise.all(doings)
      assert.equal(results[closesFirst ? 1 : 0], closesFirst ? 'closed-month' : true)
      assert.equal((await listClosings(target, [''])).length, 1)
      if (closesFirst) assert.deepEqual(await all(), before)
      else assert.notDeepEqual(await all(), before)
    })
  }
})
