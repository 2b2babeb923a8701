import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { exclude, undoExclusion } from '../../src/target/ledger/exclude.ts'
import { closeMonth } from '../../src/target/ledger/close-month.ts'
import { lockClass } from '../../src/target/load/advisory-lock.ts'
import { listExclusions } from '../../src/target/read/list-exclusions.ts'
import { openTarget } from '../../src/target/tables/open-target.ts'
import type { Target } from '../../src/target/tables/schema.ts'
import { monthInterval } from '../../src/time/calendar-month.ts'
import { clipIntervals, mergeIntervals } from '../../src/time/merge-intervals.ts'
import { atEnd } from '../support/at-end.ts'
import { backfill, findLateDays, runDay, settingsFrom } from '../support/etl.ts'
import type { TestSettings } from '../support/etl.ts'
import { createTestPipeline, insertRows, minutesFrom } from '../support/pipeline.ts'

const settings = settingsFrom()
const range = { first: '2025-01-03', last: '2025-01-05' }
const days = ['2025-01-03', '2025-01-04', '2025-01-05']

async function createLoaded(of: TestSettings = settings, env: Record<string, string> = {}) {
  const pipeline = await createTestPipeline(env)
  await insertRows(pipeline.source, minutesFrom('2025-01-03T00:00:00Z', 3 * 1440))
  const { connector, targetUrl } = pipeline
  const load = () => backfill({ connector, targetUrl, settings: of, days, concurrency: 1 })
  await load()
  return { ...pipeline, load }
}

function window(from: string, to: string) {
  return { start: Date.parse(from) * 1000, end: Date.parse(to) * 1000 }
}

function excludeWind(target: Target, from: string, to: string) {
  const of = { assets: [''], variables: ['wind_speed'], reason: 'icing', by: 'alice' }
  return exclude(target, { ...of, window: window(from, to) })
}

/** Each bin's mean of a variable, and the ledger's counts. */
async function stored({ client }: Target, variable = 'wind_speed') {
  const { rows: bins } = await client.query<{ at: string; value: number }>(
    `select to_char("timestamp" at time zone 'UTC', 'MM-DD HH24:MI') as at, value from data join signal on id = signal_id
     where variable = $1 and statistic = 'mean' order by 1`,
    [variable],
  )
  const { rows: loads } = await client.query<Record<string, number>>(
    `select valid, missing, excluded from load where variable = $1 order by day`,
    [variable],
  )
  const { rows: reasons } = await client.query<{ at: string; excluded: number; valid: number }>(
    `select to_char("timestamp" at time zone 'UTC', 'MM-DD HH24:MI') as at, excluded, valid from bin_reason
     where variable = $1 order by 1`,
    [variable],
  )
  return { bins: new Map(bins.map(({ at, value }) => [at, value])), loads, reasons }
}

/** Everything that the Target holds. */
async function everything({ client }: Target): Promise<string> {
  const { rows } = await client.query<{ all: string }>(
    `select (select string_agg(concat_ws(' ', name, "timestamp", value), ',' order by name, "timestamp") from data join signal on id = signal_id)
       || (select string_agg(concat_ws(' ', variable, day, settings_version, valid, missing, excluded, fingerprint), ',' order by variable, day) from load) as all`,
  )
  return rows[0]!.all
}

describe('samples that are excluded by hand', () => {
  test('are left out by every load, counted, and there again once it is undone', async () => {
    const { connector, target, load } = await createLoaded()
    const before = await everything(target)
    const whole = await stored(target)
    const [id] = await excludeWind(target, '2025-01-03T12:05Z', '2025-01-04T00:10Z')
    const { plan } = await findLateDays(connector, target, settings, range)
    assert.deepEqual(plan.load, [
      { day: '2025-01-03', reasons: { 'samples were excluded by hand since': ['wind_speed'] } },
      { day: '2025-01-04', reasons: { 'samples were excluded by hand since': ['wind_speed'] } },
    ])
    const outcomes = await load()
    assert.deepEqual(
      outcomes.map((day) => 'samples' in day && day.samples['wind_speed']?.excluded),
      [715, 10, undefined],
    )
    const { bins, loads, reasons } = await stored(target)
    assert.deepEqual(
      loads.map(({ valid, missing, excluded }) => [valid, missing, excluded]),
      [
        [725, 0, 715],
        [1430, 0, 10],
        [1440, 0, 0],
      ],
    )
    assert.deepEqual(
      [bins.has('01-03 12:10'), bins.has('01-03 23:50'), bins.has('01-04 00:00')],
      [false, false, false],
    )
    assert.equal(bins.get('01-04 00:10'), whole.bins.get('01-04 00:10'))
    const five = [0, 1, 2, 3, 4].map((minute) => 8 + Math.sin(720 + minute))
    const mean = five.reduce((sum, value) => sum + value) / 5
    assert.ok(Math.abs(bins.get('01-03 12:00')! - mean) < 1e-9)
    assert.deepEqual(reasons[0], { at: '01-03 12:00', excluded: 5, valid: 5 })
    assert.equal(reasons.length, 73)
    assert.deepEqual(await stored(target, 'power'), {
      ...(await stored(target, 'power')),
      reasons: [],
    })
    assert.deepEqual((await findLateDays(connector, target, settings, range)).plan.load, [])

    const made = (await listExclusions(target))[0]!.window
    assert.equal(await undoExclusion(target, { id: id!, window: made, by: 'bob' }), true)
    assert.equal(await undoExclusion(target, { id: id!, window: made, by: 'bob' }), false)
    const again = await findLateDays(connector, target, settings, range)
    assert.deepEqual(
      again.plan.load.map(({ day }) => day),
      ['2025-01-03', '2025-01-04'],
    )
    await load()
    assert.equal(await everything(target), before)
  })

  test('belong to the bin that they are counted in, where they are labelled by its end', async () => {
    const atEnds = settingsFrom({ MINUANO_SAMPLE_LABEL: 'end' })
    const { target, load } = await createLoaded(atEnds)
    await excludeWind(target, '2025-01-03T12:00Z', '2025-01-03T12:10Z')
    await load()
    const { reasons } = await stored(target)
    const noon = reasons.filter(({ at }) => at.startsWith('01-03 1'))
    assert.deepEqual(noon, [{ at: '01-03 12:00', excluded: 10, valid: 0 }])
  })

  test('of a whole day leave it without values, and are not taken for what the Source has lost', async () => {
    const { connector, target, targetUrl } = await createLoaded()
    await excludeWind(target, '2025-01-03T00:00Z', '2025-01-04T00:00Z')
    const { plan } = await findLateDays(connector, target, settings, range)
    await backfill({
      ...{ connector, targetUrl, settings, concurrency: 1, keepsEmptied: true },
      days: plan.load.map(({ day }) => day),
    })
    const { bins, loads } = await stored(target)
    assert.deepEqual(loads[0], { valid: 0, missing: 0, excluded: 1440 })
    assert.equal(bins.has('01-03 12:00'), false)
    const again = await findLateDays(connector, target, settings, range)
    assert.deepEqual([again.plan.load, again.plan.emptiedVariables], [[], []])
  })

  test('may be excluded twice, and stay so until both are undone', async () => {
    const { connector, target, load } = await createLoaded()
    const [first] = await excludeWind(target, '2025-01-03T06:00Z', '2025-01-03T08:00Z')
    await excludeWind(target, '2025-01-03T07:00Z', '2025-01-03T08:00Z')
    await load()
    const { loads } = await stored(target)
    assert.equal(loads[0]!['excluded'], 120)
    const of = window('2025-01-03T06:00Z', '2025-01-03T08:00Z')
    await undoExclusion(target, { id: first!, window: of, by: 'bob' })
    await load()
    assert.equal((await stored(target)).loads[0]!['excluded'], 60)
    assert.deepEqual((await findLateDays(connector, target, settings, range)).plan.load, [])
  })

  test('hold nothing where values come on change; what held before goes on after', async () => {
    const env = { SOURCE_SAMPLING: 'on-change' }
    const { target, load } = await createLoaded(settings, env)
    const before = await stored(target)
    await excludeWind(target, '2025-01-03T12:00Z', '2025-01-03T12:05Z')
    await load()
    const { bins, loads, reasons } = await stored(target)
    assert.deepEqual(
      [loads[0]!['excluded'], loads[0]!['valid'], loads[0]!['missing']],
      [300, before.loads[0]!['valid']! - 300, before.loads[0]!['missing']],
    )
    assert.deepEqual(reasons, [
      ...before.reasons.filter(({ at }) => at < '01-03 12:00'),
      { at: '01-03 12:00', excluded: 300, valid: 300 },
      ...before.reasons.filter(({ at }) => at > '01-03 12:00'),
    ])
    const five = [5, 6, 7, 8, 9].map((minute) => 8 + Math.sin(720 + minute))
    assert.ok(Math.abs(bins.get('01-03 12:00')! - five.reduce((sum, v) => sum + v) / 5) < 1e-9)
    assert.equal(bins.get('01-03 12:10'), before.bins.get('01-03 12:10'))
  })

  test('change nothing of a closed month until it is opened', async () => {
    const { connector, target, load } = await createLoaded()
    const of = { month: '2025-01', assets: [''], by: 'alice', timeZone: 'UTC', periodSeconds: 600 }
    await closeMonth(target, {
      ...of,
      variables: ['wind_speed'],
      window: monthInterval('2025-01', 'UTC'),
      isIncomplete: true,
    })
    const before = await everything(target)
    await excludeWind(target, '2025-01-03T06:00Z', '2025-01-03T08:00Z')
    await load()
    assert.equal(await everything(target), before)
    const { plan, late } = await findLateDays(connector, target, settings, range)
    assert.deepEqual(
      [plan.load, late.map(({ day, valuesDiffer }) => [day, valuesDiffer])],
      [[], [['2025-01-03', 48]]],
    )
  })
})

for (const isOpening of [false, true]) {
  const name = isOpening
    ? 'whose Target is still opening when its rows are read'
    : 'that reads before it writes'
  test(`a load ${name} misses no exclusion that is made meanwhile`, async () => {
    const { connector, target, targetUrl } = await createLoaded()
    const another = await openTarget(targetUrl)
    atEnd(() => another.close())
    const holder = await openTarget(targetUrl)
    atEnd(() => holder.close())
    // Whoever excludes comes first to the month, and the load after it, which has read its rows by then.
    await holder.client.query('begin')
    await holder.client.query('select pg_advisory_xact_lock($1, $2)', [lockClass, 2025 * 12])
    const waiting = async (count: number) => {
      for (;;) {
        const { rows } = await holder.client.query<{ count: number }>(
          `select count(*)::int as count from pg_locks where locktype = 'advisory' and not granted
             and database = (select oid from pg_database where datname = current_database())`,
        )
        if (rows[0]!.count === count) return
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
    }
    const excluding = excludeWind(another, '2025-01-03T06:00Z', '2025-01-03T08:00Z')
    await waiting(1)
    const loading = runDay(
      connector,
      isOpening ? Promise.resolve(target) : target,
      settings,
      days[0]!,
    )
    await waiting(2)
    await holder.client.query('rollback')
    await excluding
    assert.equal((await loading).samples['wind_speed']!.excluded, 120)
    assert.equal((await stored(target)).loads[0]!['excluded'], 120)
    assert.deepEqual((await findLateDays(connector, target, settings, range)).plan.load, [])
  })
}

test('intervals are merged to the same instants, and clipped to those of another', () => {
  const small = fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 1, max: 6 }))
  const interval = small.map(([start, length]) => ({ start, end: start + length }))
  const holds = (of: readonly { start: number; end: number }[], at: number) =>
    of.some(({ start, end }) => start <= at && at < end)
  fc.assert(
    fc.property(fc.array(interval, { maxLength: 6 }), interval, (intervals, within) => {
      const merged = mergeIntervals(intervals)
      const clipped = clipIntervals(merged, within)
      for (let at = 0; at < 40; at++) {
        assert.equal(holds(merged, at), holds(intervals, at))
        assert.equal(holds(clipped, at), holds(intervals, at) && holds([within], at))
      }
      for (const [index, { start }] of merged.entries()) {
        if (index > 0) assert.ok(merged[index - 1]!.end < start)
      }
    }),
  )
})
