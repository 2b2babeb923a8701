import assert from 'node:assert/strict'
import { request } from 'node:http'
import { before, describe, test } from 'node:test'
import type { Curve, DayDetail, Days, Overview, Plant, Problem } from '../../src/page/api.ts'
import { decodeCsv } from '../../src/frame/text/csv.ts'
import { createTestDatabase } from '../support/postgres.ts'
import { backfill, settingsFrom } from '../support/etl.ts'
import { createGate } from '../support/gate.ts'
import { createTestPipeline, insertRows, minutesFrom } from '../support/pipeline.ts'
import { decodeArrow, startTestPage } from './test-page.ts'
import type { TestPage } from './test-page.ts'

const zone = 'America/Sao_Paulo'
const days = ['2018-11-03', '2018-11-04', '2018-11-05']

describe('a page on three days, of which one has 23 hours and one a gap', () => {
  let page: TestPage
  let pipeline: Awaited<ReturnType<typeof createTestPipeline>>

  before(async () => {
    pipeline = await createTestPipeline({ MINUANO_TIME_ZONE: zone })
    const rows = minutesFrom(
      '2018-11-03T03:00:00Z',
      71 * 60,
      (n) => 6 + (n % 97) / 20,
      (n) => n % 1500,
    )
    // The last day has a gap of two hours; a spike lasts a minute.
    const kept = rows.filter((_, n) => n < 60 * 60 || n >= 62 * 60)
    const spike = kept[700]!
    kept[700] = [spike[0], spike[1]!, 1999]
    await insertRows(pipeline.source, kept)
    const settings = settingsFrom({ MINUANO_TIME_ZONE: zone })
    await backfill({ ...pipeline, settings, days, concurrency: 2 })
    page = await startTestPage(
      {
        targetUrl: pipeline.targetUrl,
        samples: { url: pipeline.connector.url, apiKey: undefined },
      },
      { MINUANO_TIME_ZONE: zone },
    )
  })

  test('says what there is, and that it only shows', async () => {
    const plant = await page.json<Plant>('/api/plant')
    assert.deepEqual(
      [plant.assets, plant.wind, plant.power, plant.first, plant.last, plant.canAct, plant.fault],
      [[''], 'wind_speed', 'power', days[0], days[2], false, null],
    )
    assert.deepEqual([plant.timeZone, plant.hasSamples], [zone, true])
    const [{ greatest }] = (
      await pipeline.target.client.query<{ greatest: number }>(
        `select max(value) as greatest from data join signal on id = signal_id where name = 'power_mean'`,
      )
    ).rows as [{ greatest: number }]
    assert.deepEqual(
      [plant.ratedPower, plant.ratedPowerFrom],
      [{ '': greatest }, { '': 'greatest-mean' }],
    )
  })

  test('answers every bin of a variable as the Target has it, with the gap open', async () => {
    const { rows } = await pipeline.target.client.query<{ time: Date } & Record<string, number>>(
      `select "timestamp" as time, max(value) filter (where statistic = 'mean') as mean,
         max(value) filter (where statistic = 'min') as min, max(value) filter (where statistic = 'max') as max,
         max(value) filter (where statistic = 'std') as std
       from data join signal on id = signal_id where variable = 'power' group by 1 order by 1`,
    )
    const found = await page.points('/api/points?variable=power&std=true')
    assert.equal(found.how, 'all')
    assert.equal(rows.length, 414)
    assert.deepEqual(
      found.rows.filter(([, mean]) => !isNaN(mean!)),
      rows.map((row) => [row.time.getTime(), row['mean'], row['min'], row['max'], row['std']]),
    )
    const gaps = found.rows.filter(([, mean]) => isNaN(mean!))
    assert.deepEqual(gaps, [[Date.parse('2018-11-05T15:00:00Z'), NaN, NaN, NaN, NaN]])
  })

  test('keeps a spike of one minute at every width, and says that bins are left out', async () => {
    for (const points of [5, 17, 60, 200]) {
      const found = await page.points(`/api/points?variable=power&points=${points}`)
      assert.ok(found.rows.length <= points)
      assert.equal(
        Math.max(...found.rows.map(([, , , max]) => max!).filter((max) => !isNaN(max))),
        1999,
      )
      assert.equal(found.how, 'thinned')
    }
  })

  test('says of each day whether it is whole, the day of 23 hours too', async () => {
    const found = await page.json<Days>('/api/days')
    assert.deepEqual([found.first, found.last], [days[0], days[2]])
    assert.deepEqual(found.assets, [{ asset: '', states: 'wwp', coverage: 'rsrspg' }])
    assert.deepEqual([found.counts.whole, found.counts.partial], [2, 1])
  })

  test('says why a day is as it is', async () => {
    const day = await page.json<DayDetail>('/api/day?day=2018-11-05')
    assert.deepEqual([day.state, day.command], ['partial', null])
    assert.equal(day.title, '5 November 2018: partial, 91.6 % of its samples')
    assert.deepEqual(day.reasons, ['120 of 1440 samples are missing (one in 60 s is expected).'])
    assert.equal(day.variables[0]?.valid, 1320)
  })

  test('shows the last 24 hours of a Target that is older, and says so', async () => {
    const found = await page.json<Overview>('/api/overview')
    const cells = found.assets[0]!.cells
    assert.equal(found.isOld, true)
    assert.equal(found.to, '2018-11-06T02:00:00Z')
    assert.deepEqual([cells.length, cells.split('-').length - 1], [144, 12])
    assert.match(
      found.sentence,
      /^No values since 6 November 2018, 00:00; .* 132 of 144 bins have values\.$/,
    )
    assert.equal(found.meanDay, '2018-11-05')
  })

  test('counts every bin that has wind and power once in the power curve', async () => {
    const curve = await page.json<Curve>('/api/curve')
    const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0)
    assert.deepEqual([curve.used, curve.leftOut], [414, 0])
    assert.equal(sum(curve.density.cells.map(([, , count]) => count)), 414)
    assert.equal(sum(curve.bins.map(({ minutes }) => minutes)), 4140)
    for (const { wind, minutes, isHollow } of curve.bins) {
      assert.deepEqual([wind % 0.5, isHollow], [0, minutes < 30])
    }
  })

  test('gives what is on screen as a file, the same in CSV and Arrow', async () => {
    const query = '/api/export?variables=power&from=2018-11-04T12:00Z&to=2018-11-04T13:00Z'
    const csv = await fetch(`${page.url}${query}&format=csv`)
    assert.match(
      csv.headers.get('content-disposition') ?? '',
      /^attachment; filename="power-2018-11-04\.csv"$/,
    )
    const text = await csv.text()
    const arrow = await fetch(`${page.url}${query}&format=arrow`)
    const frame = decodeArrow(new Uint8Array(await arrow.arrayBuffer()))
    const names = [...frame.columns.keys()]
    assert.deepEqual(names.toSorted(), ['power_max', 'power_mean', 'power_min', 'power_std'])
    const layout = { timeName: 'timestamp', timeDigits: 0 as const, columns: names }
    assert.deepEqual(decodeCsv(text, layout), { time: frame.time, columns: frame.columns })
    assert.equal(frame.time.length, 6)
  })

  test('hands on the Source’s own samples from the Connector, of two days at the most', async () => {
    const query = '/api/samples?variable=power&from=2018-11-04T12:00Z&to='
    const response = await fetch(`${page.url}${query}2018-11-04T12:05Z`)
    const frame = decodeArrow(new Uint8Array(await response.arrayBuffer()))
    assert.deepEqual([...frame.columns.get('power')!], [480, 481, 482, 483, 484])
    const long = await page.json<Problem>(`${query}2018-11-07T12:00Z`)
    assert.equal(long.code, 'invalid-parameter')
  })

  for (const [path, code, status] of [
    ['/api/points?variable=power&asset=T99', 'unknown-asset', 422],
    ['/api/points?variable=torque', 'unknown-variable', 422],
    ['/api/points', 'missing-parameter', 422],
    ['/api/points?variable=power&from=noon', 'invalid-time', 422],
    ['/api/points?variable=power&from=2018-11-05&to=2018-11-04', 'empty-interval', 422],
    ['/api/points?variable=power&points=1', 'invalid-parameter', 422],
    ['/api/points?variabel=power', 'unknown-parameter', 422],
    ['/api/days?from=2018-11-05&to=2018-11-04', 'empty-interval', 422],
    ['/api/days?from=0001-01-01&to=9999-12-31', 'invalid-parameter', 422],
    ['/api/days?from=0001-01-01', 'invalid-parameter', 422],
    ['/api/days?to=9999-12-31', 'invalid-parameter', 422],
    ['/api/day?day=2018-02-30', 'invalid-time', 422],
    ['/api/load', 'not-found', 404],
    ['/..%2f..%2fpackage.json', 'not-found', 404],
  ] as const) {
    test(`answers ${code} to ${path}`, async () => {
      const response = await fetch(`${page.url}${path}`)
      const problem = (await response.json()) as Problem
      assert.deepEqual([problem.code, response.status], [code, status])
    })
  }

  test('no answer lets a browser load, run or send to anything else', async () => {
    for (const path of ['/api/plant', '/nowhere', '/api/points?variable=power', '/api/points']) {
      const { headers } = await fetch(`${page.url}${path}`)
      assert.match(
        headers.get('content-security-policy') ?? '',
        /^default-src 'none'; script-src 'self'; /,
        path,
      )
      assert.equal(headers.get('referrer-policy'), 'no-referrer')
      assert.equal(headers.get('x-content-type-options'), 'nosniff')
      assert.equal(headers.get('access-control-allow-origin'), null)
    }
  })

  test('answers no other name than this machine’s', async () => {
    const status = await new Promise<number>((resolve, reject) => {
      const headers = { host: 'plant.example:8080' }
      request(`${page.url}/api/plant`, { headers }, ({ statusCode }) => resolve(statusCode!))
        .on('error', reject)
        .end()
    })
    assert.equal(status, 403)
  })

  test('a value that changes is shown as it is now, also where it was read before', async () => {
    const least = async () =>
      Math.min(
        ...(await page.points('/api/points?variable=power')).rows
          .map(([, , min]) => min!)
          .filter((min) => !isNaN(min)),
      )
    assert.notEqual(await least(), -7)
    const { source } = pipeline
    await source.query(`update data set power = -7 where "timestamp" = '2018-11-04T12:00Z'`)
    const settings = settingsFrom({ MINUANO_TIME_ZONE: zone })
    await backfill({ ...pipeline, settings, days: ['2018-11-04'], concurrency: 1 })
    assert.equal(await least(), -7)
  })

  test('a day whose values were deleted behind the ledger’s back is not loaded, and says so', async () => {
    await pipeline.target.client.query(
      `delete from data where "timestamp" >= '2018-11-03T12:00Z' and "timestamp" < '2018-11-03T13:00Z';
       select pg_stat_force_next_flush(); select 1`,
    )
    const states = async () => (await page.json<Days>('/api/days')).assets[0]!.states
    assert.equal(await states(), 'mwp')
    const day = await page.json<DayDetail>('/api/day?day=2018-11-03')
    assert.equal(day.state, 'missing')
    assert.match(day.command ?? '', /run 2018-11-03$/)
    assert.deepEqual(day.reasons, ['24 of 576 loaded values are not in the Target any more.'])
  })
})

test('a Target that is down is said, what was known stays, and it comes back by itself', async () => {
  const { targetUrl, connector, source } = await createTestPipeline()
  await insertRows(source, minutesFrom('2025-01-03T00:00:00Z', 1440))
  const settings = settingsFrom()
  await backfill({ connector, targetUrl, settings, days: ['2025-01-03'], concurrency: 1 })
  const gate = await createGate(targetUrl)
  const page = await startTestPage({ targetUrl: gate.url })
  assert.equal((await page.json<Plant>('/api/plant')).fault?.code, 'target-unavailable')
  await gate.open()
  const there = await page.json<Plant>('/api/plant')
  assert.deepEqual([there.fault, there.last], [null, '2025-01-03'])
  await gate.close()
  const points = '/api/points?variable=power'
  assert.equal((await page.json<Problem>(points)).code, 'target-unavailable')
  // What is known is taken for what is for a moment.
  let gone = await page.json<Plant>('/api/plant')
  while (gone.fault === null) gone = await page.json<Plant>('/api/plant')
  assert.deepEqual([gone.fault.code, gone.last], ['target-unavailable', '2025-01-03'])
  assert.match(gone.fault.remedy, /TARGET_DATABASE_URL/)
  await gate.open()
  assert.equal((await page.points(points)).rows.length, 144)
})

test('a Target without a ledger is answered with the command that makes one, and shown once it is there', async () => {
  const database = await createTestDatabase()
  const page = await startTestPage({ targetUrl: database.url })
  const { fault, assets } = await page.json<Plant>('/api/plant')
  assert.equal(fault?.code, 'no-ledger')
  assert.match(fault.message, /minuano sync .*minuano run 2025-01-03/)
  assert.deepEqual(assets, [''])
  assert.equal((await page.json<Problem>('/api/overview')).code, 'no-ledger')
  await page.close()
  await database.drop()
})

test('with a key, the page itself is open, and what it shows is not', async () => {
  const database = await createTestDatabase()
  const page = await startTestPage(
    { targetUrl: database.url },
    { PAGE_API_KEY: 'a-key-of-the-page' },
  )
  const statusOf = async (path: string, headers: Record<string, string> = {}) =>
    (await fetch(`${page.url}${path}`, { headers })).status
  assert.notEqual(await statusOf('/'), 401)
  assert.equal(await statusOf('/api/plant'), 401)
  assert.equal(await statusOf('/api/events'), 401)
  assert.equal(await statusOf('/api/plant', { authorization: 'Bearer a-key-of-the-page' }), 200)
  await page.close()
  await database.drop()
})

test('beyond this machine the page listens with a key alone', async () => {
  const starting = startTestPage(
    { targetUrl: 'postgresql://x@127.0.0.1:1/x' },
    { PAGE_HOST: '0.0.0.0' },
  )
  await assert.rejects(starting, {
    code: 'key-required',
    message: /the page listens on 0\.0\.0\.0/,
  })
})
