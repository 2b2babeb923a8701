import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Curve, DayDetail, Days, Overview, Plant, Problem } from '../../src/page/api.ts'
import { createLoginRole } from '../support/create-login-role.ts'
import { createTestTarget } from '../support/target.ts'
import { writeBins } from './bin-target.ts'
import type { Bins } from './bin-target.ts'
import { startTestPage } from './test-page.ts'

/** A page on a Target with these bins. */
async function pageOn(bins: readonly Bins[], env: Record<string, string> = {}) {
  const { target, url } = await createTestTarget()
  const query = async (statement: string) => {
    await target.client.query(`${statement}; select pg_stat_force_next_flush()`)
    await target.client.query('select 1')
  }
  for (const one of bins) await writeBins(target.client, one)
  return { page: await startTestPage({ targetUrl: url }, env), query }
}

const day = { from: '2025-01-01', count: 144 }
const windy: Bins = { ...day, variable: 'wind_speed', unit: 'm/s', mean: '3 + n % 10' }

for (const mean of ['-3 - n % 2', '0']) {
  test(`a turbine that fed nothing (${mean}) has a power curve, and no rated power`, async () => {
    const { page } = await pageOn([windy, { ...day, variable: 'power', mean }])
    const curve = await page.json<Curve>('/api/curve')
    assert.deepEqual([curve.used, curve.bins.length], [144, 10])
    const { ratedPower, ratedPowerFrom } = await page.json<Plant>('/api/plant')
    assert.deepEqual([ratedPower, ratedPowerFrom], [{ '': null }, { '': null }])
  })
}

test('a value that is no power of any turbine does not take the power curve away', async () => {
  const power = { ...day, variable: 'power', mean: 'case n when 7 then 1e13 else n * 10 end' }
  const { page } = await pageOn([windy, power], { MINUANO_RATED_POWER: '2000' })
  const curve = await page.json<Curve>('/api/curve')
  assert.equal(curve.used, 144)
  assert.equal(curve.density.powerStep, 50)
  assert.ok(curve.density.cells.some(([, row]) => row === 1e13 / 50))
})

test('after a month at standstill the density still has rows of a turbine, not of its own use', async () => {
  const from = '2025-01-01'
  const count = 144 * 40
  const mean = 'case when n < 300 then n * 6 else n % 7 / 100.0 end'
  const { page } = await pageOn([
    { ...windy, count },
    { from, count, variable: 'power', mean },
  ])
  const { density } = await page.json<Curve>('/api/curve')
  assert.equal(density.powerStep, 50)
})

test('each turbine’s values are said in its own unit, and compared in the plant’s', async () => {
  const farm = [
    { asset: 'T1', wind: 'm/s', times: 1, power: 'kW', scale: 1 },
    { asset: 'T2', wind: 'km/h', times: 3.6, power: 'W', scale: 1000 },
    { asset: 'T3', wind: 'm/s', times: 1, power: 'kW', scale: 1 },
  ]
  const { page } = await pageOn(
    farm.flatMap(({ asset, wind, times, power, scale }): Bins[] => [
      { ...windy, asset, unit: wind, mean: `(3 + n % 10) * ${times}` },
      { ...day, asset, variable: 'power', unit: power, mean: `(n % 20 * 100) * ${scale}` },
    ]),
  )
  const { variables } = await page.json<Plant>('/api/plant')
  assert.deepEqual(
    variables.map(({ name, unit, otherUnits }) => [name, unit, otherUnits]),
    [
      ['wind_speed', 'm/s', { T2: 'km/h' }],
      ['power', 'kW', { T2: 'W' }],
    ],
  )
  const one = await page.json<Curve>('/api/curve?asset=T1')
  const two = await page.json<Curve>('/api/curve?asset=T2')
  assert.deepEqual([two.windUnit, two.powerUnit], ['km/h', 'W'])
  assert.deepEqual(
    two.bins.map(({ wind, meanPower }) => [(wind / 3.6).toFixed(6), (meanPower / 1000).toFixed(6)]),
    one.bins.map(({ wind, meanPower }) => [wind.toFixed(6), meanPower.toFixed(6)]),
  )
  const { assets } = await page.json<Overview>('/api/overview')
  const told = assets.map(({ cells, wind, meanWind, meanPower }) => [
    cells,
    wind,
    meanWind?.toFixed(6),
    meanPower?.toFixed(6),
  ])
  assert.deepEqual(told[1], told[0])
})

test('of two plants in one Target, a page speaks of its own one’s variables alone', async () => {
  const { page } = await pageOn(
    [
      { ...windy, asset: 'A-1' },
      { from: '2025-02-01', count: 144, asset: 'B-1', variable: 'ws_avg', mean: 'n % 7 + 1' },
      { from: '2025-02-01', count: 144, asset: 'B-1', variable: 'power', unit: 'kW', mean: 'n' },
    ],
    { MINUANO_ASSET_PREFIX: 'B-' },
  )
  const { assets, wind, variables } = await page.json<Plant>('/api/plant')
  assert.deepEqual([assets, wind], [['B-1'], 'ws_avg'])
  assert.deepEqual(variables.map(({ name }) => name).toSorted(), ['power', 'ws_avg'])
})

test('values that end within a day are said to end there', async () => {
  const count = 144 + 19
  const { page } = await pageOn([
    { ...windy, count },
    { from: windy.from, count, variable: 'power', mean: 'n % 20 * 100' },
  ])
  const { sentence, from, to, meanDay, assets } = await page.json<Overview>('/api/overview')
  assert.deepEqual(
    [from, to, meanDay, assets[0]!.coverage],
    ['2025-01-01T03:10:00Z', '2025-01-02T03:10:00Z', '2025-01-01', 1],
  )
  assert.match(sentence, /^No values since 2 January 2025, 03:10; .* All bins have values\.$/)
})

test('a plant with neither wind speed nor power is not said to have no values', async () => {
  const bins = { ...day, variable: 'temperature', unit: 'degC', mean: 'nullif(n % 12, 5)' }
  const { page } = await pageOn([bins])
  const { assets, sentence } = await page.json<Overview>('/api/overview')
  assert.deepEqual(assets[0]!.cells, 'pppppppppppp'.replace(/^(.{5})p/, '$1-').repeat(12))
  assert.match(sentence, / 132 of 144 bins have values\.$/)
})

for (const statement of ['truncate data_2025_01', 'drop table data_2025_01']) {
  test(`days whose values went by “${statement}” are not loaded, on the calendar and by themselves`, async () => {
    const bins = { ...windy, from: '2025-01-30', count: 144 * 4 }
    const { page, query } = await pageOn([bins])
    const states = async () => (await page.json<Days>('/api/days')).assets[0]!.states
    assert.equal(await states(), 'wwww')
    await query(statement)
    assert.equal(await states(), 'mmww')
    const { state, title } = await page.json<DayDetail>('/api/day?day=2025-01-30')
    assert.deepEqual([state, title], ['missing', '30 January 2025: not loaded'])
  })
}

test('a failed day whose other values are gone is failed, on the calendar and by itself', async () => {
  const power = { ...day, variable: 'power', mean: 'n' }
  const { page, query } = await pageOn([windy, power])
  await query(`
    delete from data using signal where id = signal_id and variable = 'power';
    update load set status = 'failed', error_code = 'timeout' where variable = 'wind_speed'`)
  assert.equal((await page.json<Days>('/api/days')).assets[0]!.states, 'f')
  assert.equal((await page.json<DayDetail>('/api/day?day=2025-01-01')).state, 'failed')
})

test('deletions in many months are found by themselves while a page is open', async () => {
  const { page, query } = await pageOn([{ ...windy, count: 144 * 360 }])
  await query(`delete from data where extract(day from "timestamp" at time zone 'UTC') = 5`)
  const left = new AbortController()
  const events = await fetch(`${page.url}/api/events`, { signal: left.signal })
  const reader = events.body!.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  // Twelve months are four looks, each of which says what it has found.
  while (text.split('event: changed').length - 1 < 3) text += (await reader.read()).value ?? ''
  left.abort()
  assert.equal((await page.json<Days>('/api/days')).counts.missing, 12)
})

test('a file of ten thousand years is written at once where there is a day of values', async () => {
  const { page } = await pageOn([windy])
  const read = async (query: string) => {
    const answer = await fetch(`${page.url}/api/export?variables=wind_speed${query}`)
    return answer.text()
  }
  const lines = (await read('&from=0001-01-01&to=9999-12-31')).split('\n')
  assert.equal(lines.length, 1 + 144 + 1)
  assert.equal(lines.join('\n'), await read(''))
  assert.equal(lines[1]!.slice(0, 20), '2025-01-01T00:00:00Z')
  assert.equal(await read('&from=2026-01-01&to=2027-01-01'), `${lines[0]!}\n`)
})

test('who may not read what sync found is told so, and how to let them', async () => {
  const { target, url } = await createTestTarget()
  await writeBins(target.client, windy)
  const login = await createLoginRole({ url, client: target.client }, 'page_without_found')
  await target.client.query('grant select on signal, data, load, bin_reason to page_without_found')
  const page = await startTestPage({ targetUrl: login.href })
  const { notices } = await page.json<Plant>('/api/plant')
  const [, grant] = /what sync found\. (grant .*)$/.exec(notices[0] ?? '') ?? []
  await target.client.query(grant!)
  assert.deepEqual((await page.json<Plant>('/api/plant')).notices, [])
})

test('a Target that an older version made says what is not shown, and what brings it up to date', async () => {
  const { page, query } = await pageOn([windy])
  await query('drop table source_day, sync_run')
  const { notices, fault } = await page.json<Plant>('/api/plant')
  assert.equal(fault, null)
  assert.match(notices[0]!, /no tables for what sync finds\. The next .*minuano sync makes them$/)
  assert.equal((await page.json<Days>('/api/days')).counts.whole, 1)
  await query('alter table load drop column excess cascade')
  const { code, detail } = await page.json<Problem>('/api/days')
  assert.equal(code, 'target-refused')
  assert.match(detail, /older version, .* the next .*minuano sync, .* brings them up to date/)
})

test('a file that cannot be read is refused, not begun', async () => {
  const { target, url } = await createTestTarget()
  await writeBins(target.client, windy)
  const login = await createLoginRole({ url, client: target.client }, 'page_without_data')
  await target.client.query('grant select on signal, load to page_without_data')
  const page = await startTestPage({ targetUrl: login.href })
  const answer = await fetch(`${page.url}/api/export?variables=wind_speed`)
  assert.deepEqual(
    [answer.status, ((await answer.json()) as Problem).code],
    [502, 'target-refused'],
  )
})

test('a hundred years of a large farm are too many days to be asked for', async () => {
  const { target, url } = await createTestTarget()
  await target.client.query(`
    insert into load (asset, variable, period_seconds, day, time_zone, window_start, window_end, status,
      sample_seconds, minuano_version, started_at, seconds)
    select 'T' || n, 'power', 600, '2025-01-01', 'UTC', '2025-01-01Z', '2025-01-02Z', 'loaded', 60, '0', now(), 1
    from generate_series(1, 100) n;
    insert into signal (name, asset, variable, statistic, period_seconds)
    select 'T' || n || '.power_mean', 'T' || n, 'power', 'mean', 600 from generate_series(1, 100) n`)
  const page = await startTestPage({ targetUrl: url })
  const long = await page.json<Problem>('/api/days?from=1950-01-01&to=2049-12-31')
  assert.match(long.detail, /are 36525 days, and may be 10000 at the most/)
  const { assets } = await page.json<Days>('/api/days?from=2000-01-01&to=2025-12-31')
  assert.deepEqual(
    [assets.length, assets[0]!.states.length, assets[0]!.coverage.length],
    [100, 9497, 2 * 9497],
  )
})
