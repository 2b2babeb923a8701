import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { backfill, findLateDays, runDay, settingsFrom } from '../support/etl.ts'
import { createTestPipeline, insertRows, minutesFrom } from '../support/pipeline.ts'

const days = ['2025-03-29', '2025-03-30', '2025-03-31']
const range = { first: days[0]!, last: days[2]! }
const zone = { MINUANO_TIME_ZONE: 'Europe/Berlin' }

/** Minutes of three days of Berlin, of which the second has 23 hours; the wind hangs from 23:40 of the first to 00:19. */
async function createPipeline() {
  const pipeline = await createTestPipeline(zone)
  const first = 24 * 60 - 20
  await insertRows(
    pipeline.source,
    minutesFrom('2025-03-28T23:00Z', 71 * 60, (minute) =>
      minute >= first && minute < first + 40 ? 7.1 : 8 + Math.sin(minute),
    ),
  )
  return pipeline
}

interface Found {
  readonly day: string
  readonly variable: string
  readonly frozen: number | null
  readonly valid: number
  readonly missing: number
}

type Pipeline = Awaited<ReturnType<typeof createPipeline>>

async function ledger({ target }: Pipeline): Promise<Found[]> {
  const { rows } = await target.client.query<Found>(
    'select day::text, variable, frozen, valid, missing from load order by variable, day',
  )
  return rows
}

const dump = async ({ target }: Pipeline) =>
  (
    await target.client.query<{ line: string }>(
      `select name || ' ' || "timestamp" || ' ' || value as line from data join signal on id = signal_id order by 1`,
    )
  ).rows.map(({ line }) => line)

describe('frozen values', async () => {
  const pipeline = await createPipeline()
  const { connector, target, targetUrl, source } = pipeline
  const load = (env: Record<string, string>, wanted: readonly string[] = days) =>
    backfill({
      connector,
      targetUrl,
      settings: settingsFrom({ ...zone, ...env }),
      days: wanted,
      concurrency: 1,
    })
  const late = async (env: Record<string, string> = {}) => {
    const settings = settingsFrom({ ...zone, ...env })
    return (await findLateDays(connector, target, settings, range)).plan.load
  }
  const reasonsOf = (found: Awaited<ReturnType<typeof late>>) =>
    found.map(({ day, reasons }) => [day, Object.keys(reasons), Object.values(reasons).flat()])
  let unmarked: readonly string[] = []

  test('are none of a load that looks at no variable', async () => {
    await load({ MINUANO_FROZEN: 'off' })
    assert.ok((await ledger(pipeline)).every(({ frozen }) => frozen === null))
    unmarked = await dump(pipeline)
  })

  test('are looked for once a rule is in force, in days that another one made', async () => {
    assert.deepEqual(
      reasonsOf(await late()),
      days.map((day) => [day, ['made with other settings'], ['wind_speed']]),
    )
  })

  test('are marked from midnight on where they go on from the day before, and counted', async () => {
    // The first day cannot know: of its last twenty minutes a working sensor may say the same.
    for (const day of days) {
      await runDay(connector, target, settingsFrom(zone), day)
    }
    assert.deepEqual(await ledger(pipeline), [
      { day: days[0]!, variable: 'power', frozen: null, valid: 1440, missing: 0 },
      { day: days[1]!, variable: 'power', frozen: null, valid: 1380, missing: 0 },
      { day: days[2]!, variable: 'power', frozen: null, valid: 1440, missing: 0 },
      { day: days[0]!, variable: 'wind_speed', frozen: 0, valid: 1440, missing: 0 },
      { day: days[1]!, variable: 'wind_speed', frozen: 20, valid: 1380, missing: 0 },
      { day: days[2]!, variable: 'wind_speed', frozen: 0, valid: 1440, missing: 0 },
    ])
    assert.deepEqual(await late(), [])
    assert.deepEqual(await dump(pipeline), unmarked)
  })

  test('are the same, loaded together', async () => {
    const before = await ledger(pipeline)
    await load({})
    assert.deepEqual(await ledger(pipeline), before)
    assert.deepEqual(await late(), [])
  })

  test('are found of the next day when the day before changes', async () => {
    await source.query(`update data set wind_speed = 3 where "timestamp" = '2025-03-29T22:59Z'`)
    assert.deepEqual(reasonsOf(await late()), [
      [days[0], ['changed in the Source'], ['wind_speed']],
      [days[1], ['what leads into it changed in the Source'], ['wind_speed']],
    ])
    await load({}, days.slice(0, 2))
    assert.deepEqual((await ledger(pipeline)).map(({ frozen }) => frozen).slice(3), [0, 0, 0])
    await source.query(`update data set wind_speed = 7.1 where "timestamp" = '2025-03-29T22:59Z'`)
    await load({}, days.slice(0, 2))
  })

  test('are left out where the settings want it, and are neither valid nor missing then', async () => {
    const env = { MINUANO_LEAVE_OUT: 'frozen' }
    assert.deepEqual(
      reasonsOf(await late(env)),
      days.map((day) => [day, ['made with other settings'], ['wind_speed']]),
    )
    const outcomes = await load(env)
    const found = (await ledger(pipeline)).slice(3)
    assert.deepEqual(
      found.map(({ frozen, valid, missing }) => [frozen, valid, missing]),
      [
        [0, 1440, 0],
        [20, 1360, 0],
        [0, 1440, 0],
      ],
    )
    const [, second] = outcomes
    assert.ok(second?.status === 'loaded')
    assert.deepEqual(second.samples['wind_speed']!.leftOut, { frozen: 20 })
    const left = (await dump(pipeline)).filter((line) => !unmarked.includes(line))
    assert.deepEqual(left, [])
    // Two bins have no value any more, of four statistics.
    assert.equal((await dump(pipeline)).length, unmarked.length - 8)
    assert.deepEqual(await late(env), [])
  })

  test('keep the values of a day that is all frozen and left out from being taken for lost', async () => {
    const env = { MINUANO_LEAVE_OUT: 'frozen' }
    await source.query(`update data set wind_speed = 5 where "timestamp" >= '2025-03-30T20:00Z'`)
    await backfill({
      connector,
      targetUrl,
      settings: settingsFrom({ ...zone, ...env }),
      days: ['2025-03-31'],
      concurrency: 1,
      keepsEmptied: true,
    })
    const { rows } = await target.client.query<{ count: number }>(
      `select count(*)::int from data join signal on id = signal_id
       where variable = 'wind_speed' and "timestamp" >= '2025-03-30T22:00Z'`,
    )
    assert.deepEqual(rows, [{ count: 0 }])
  })

  test('of days that an older version loaded stand as they are', async () => {
    await load({})
    await target.client.query(
      'update load set frozen = null, lead_seconds = null, lead_fingerprint = null',
    )
    assert.deepEqual(await late(), [])
  })
})
