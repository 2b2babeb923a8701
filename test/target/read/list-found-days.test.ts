import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { findForgettable } from '../../../src/target/ledger/find-forgettable.ts'
import { forgetDays } from '../../../src/target/ledger/forget-days.ts'
import { listFoundDays } from '../../../src/target/read/list-found-days.ts'
import type { FoundDay } from '../../../src/target/read/list-found-days.ts'
import { backfill, findLateDays, runDay, settingsFrom } from '../../support/etl.ts'
import { createFarmPipeline, fillFarm, syncFarm } from '../../support/farm-pipeline.ts'
import { createTestPipeline, insertRows, minutesFrom } from '../../support/pipeline.ts'

const settings = settingsFrom()
const { variables, periodSeconds } = settings
const range = { first: '2025-01-01', last: '2025-01-04' }

/** `2025-01-02 changed: power`, a line a day and state. */
function linesOf(found: readonly FoundDay[]): string[] {
  const lines = new Map<string, string[]>()
  for (const { asset, day, state, variable } of found) {
    const key = `${asset === '' ? '' : `${asset} `}${day} ${state}`
    lines.set(key, [...(lines.get(key) ?? []), variable])
  }
  return [...lines].map(([key, of]) => `${key}: ${of.sort().join(', ')}`).sort()
}

/** Four days in the Source, and what tells of them. */
async function createFourDays() {
  const pipeline = await createTestPipeline()
  const { source, connector, target, targetUrl } = pipeline
  await insertRows(source, minutesFrom('2025-01-01T00:00:00Z', 4 * 1440))
  const load = (...days: string[]) =>
    backfill({ connector, targetUrl, settings, days, concurrency: 1 })
  return {
    ...pipeline,
    load,
    look: (of = range) => findLateDays(connector, target, settings, of),
    found: async () => linesOf(await listFoundDays(target, { variables, periodSeconds })),
    change: (set: string, day: string) =>
      source.query(`update data set ${set} where "timestamp" = '${day}T12:00Z'`),
    rows: async () => {
      const { rows } = await target.client.query<{ line: string }>(
        `select concat_ws(' ', variable, day, source_rows, source_values, seen_at) as line
         from source_day order by 1`,
      )
      return rows.map(({ line }) => line)
    },
  }
}

describe('what the last look at the Source found', () => {
  test('is nothing before a look, and then the days that were never loaded', async () => {
    const { load, look, found } = await createFourDays()
    await load('2025-01-01', '2025-01-02')
    assert.deepEqual(await found(), [])
    await look()
    const lines = ['2025-01-03 missing: power, wind_speed', '2025-01-04 missing: power, wind_speed']
    assert.deepEqual(await found(), lines)
    await load('2025-01-03', '2025-01-04')
    assert.deepEqual(await found(), [])
  })

  test('tells of a value that changed until the day is loaded again, or the value is as before', async () => {
    const { load, look, found, change } = await createFourDays()
    await load('2025-01-01', '2025-01-02', '2025-01-03', '2025-01-04')
    await look()
    assert.deepEqual(await found(), [])
    await change('power = 1', '2025-01-02')
    assert.deepEqual(await found(), [])
    await look()
    assert.deepEqual(await found(), ['2025-01-02 changed: power'])
    await load('2025-01-02')
    assert.deepEqual(await found(), [])
    await change('power = 2', '2025-01-02')
    await look()
    assert.deepEqual(await found(), ['2025-01-02 changed: power'])
    await change('power = 1', '2025-01-02')
    await look()
    assert.deepEqual(await found(), [])
  })

  test('is outdated by a load that came later, though the value is then put back and found as before', async () => {
    const { load, look, found, change } = await createFourDays()
    await change('power = 1', '2025-01-02')
    await load('2025-01-02')
    await look({ first: '2025-01-02', last: '2025-01-02' })
    assert.deepEqual(await found(), [])
    await change('power = 2', '2025-01-02')
    await load('2025-01-02')
    // What was seen is older than what was loaded, which is newer than the other way round.
    assert.deepEqual(await found(), [])
    await change('power = 1', '2025-01-02')
    await look({ first: '2025-01-02', last: '2025-01-02' })
    assert.deepEqual(await found(), ['2025-01-02 changed: power'])
  })

  test('tells of loaded days and variables that the Source has lost, and of days that it never had', async () => {
    const { source, load, look, found } = await createFourDays()
    await source.query(`delete from data where "timestamp" >= '2025-01-04Z'`)
    await load('2025-01-01', '2025-01-02', '2025-01-03')
    await source.query(
      `delete from data where "timestamp" >= '2025-01-02Z' and "timestamp" < '2025-01-03Z'`,
    )
    await source.query(`update data set power = null where "timestamp" >= '2025-01-03Z'`)
    await look()
    assert.deepEqual(await found(), [
      '2025-01-02 lost: power, wind_speed',
      '2025-01-03 lost: power',
      '2025-01-04 no-source-data: power, wind_speed',
    ])
  })

  test('tells of a day that the ledger has as empty or failed, and that has rows by now', async () => {
    const { target, source, load, look, found } = await createFourDays()
    await source.query(`delete from data where "timestamp" >= '2025-01-03Z'`)
    await load('2025-01-02', '2025-01-03', '2025-01-04')
    await target.client.query(
      `update load set status = 'failed', error_code = 'disk-full' where day = '2025-01-02' and variable = 'power'`,
    )
    await look()
    assert.deepEqual(await found(), [
      '2025-01-01 missing: power, wind_speed',
      '2025-01-02 missing: power',
    ])
    await insertRows(source, minutesFrom('2025-01-03T00:00:00Z', 1440))
    await look()
    assert.deepEqual(await found(), [
      '2025-01-01 missing: power, wind_speed',
      '2025-01-02 missing: power',
      '2025-01-03 missing: power, wind_speed',
    ])
  })

  test('is not compared with a day of another time zone', async () => {
    const { connector, target, look, found } = await createFourDays()
    const other = settingsFrom({ MINUANO_TIME_ZONE: 'America/Sao_Paulo' })
    await runDay(connector, target, other, '2025-01-02')
    await look({ first: '2025-01-02', last: '2025-01-02' })
    assert.deepEqual(await found(), [])
  })

  test('leaves out days before the first that the Source or the ledger has', async () => {
    const { look, rows } = await createFourDays()
    await look({ first: '2024-11-01', last: '2025-01-02' })
    assert.deepEqual(
      (await rows()).map((line) => line.split(' ').slice(0, 4).join(' ')),
      [
        'power 2025-01-01 1440 1440',
        'power 2025-01-02 1440 1440',
        'wind_speed 2025-01-01 1440 1440',
        'wind_speed 2025-01-02 1440 1440',
      ],
    )
  })

  test('is written anew only where it changed', async () => {
    const { load, look, rows, change, target } = await createFourDays()
    await load('2025-01-01', '2025-01-02', '2025-01-03', '2025-01-04')
    await look()
    const first = await rows()
    const versions = async () =>
      (
        await target.client.query<{ xmin: string }>(
          'select xmin::text from source_day order by variable, day',
        )
      ).rows
    const before = await versions()
    await look()
    assert.deepEqual([await rows(), await versions()], [first, before])
    await change('power = 1', '2025-01-02')
    await look()
    const changed = (await rows()).filter((line) => !first.includes(line))
    assert.match(changed.join('\n'), /^power 2025-01-02 [^\n]+$/)
  })

  test('lets a forgotten day count as not loaded, and speaks of nothing that is forgotten whole', async () => {
    const { target, source, load, look, found, rows } = await createFourDays()
    await source.query(`delete from data where "timestamp" >= '2025-01-04Z'`)
    await load('2025-01-01', '2025-01-02', '2025-01-03', '2025-01-04')
    await look()
    const forget = async (query: { from?: string; to?: string; variables?: string[] }) => {
      const days = await findForgettable(target, { asset: '', ...query })
      await forgetDays(target, '', days)
    }
    await forget({ from: '2025-01-02', to: '2025-01-02' })
    assert.deepEqual(await found(), ['2025-01-02 missing: power, wind_speed'])
    await forget({ from: '2025-01-04', to: '2025-01-04' })
    assert.equal((await rows()).filter((line) => line.includes('2025-01-04')).length, 0)
    await forget({ variables: ['power'] })
    assert.deepEqual(await found(), ['2025-01-02 missing: wind_speed'])
    assert.equal((await rows()).length, 3)
  })

  test('is written of each asset of a farm, by its name in the Target', async () => {
    const pipeline = await createFarmPipeline()
    const { source, target } = pipeline
    await fillFarm(source, ['T01', 'T02'], '2025-01-01T00:00:00Z', 2)
    await source.query(`delete from farm where asset = 'T02' and t < '2025-01-02Z'`)
    const env = { MINUANO_ASSET_PREFIX: 'north.' }
    await syncFarm(pipeline, env, { first: '2025-01-01', last: '2025-01-02' })
    const found = (assets?: string[]) =>
      listFoundDays(target, { assets, variables, periodSeconds }).then(linesOf)
    assert.deepEqual(await found(), [])
    await source.query(`update farm set power = 1 where t = '2025-01-02T12:00Z'`)
    await source.query(`delete from farm where asset = 'T01' and t < '2025-01-02Z'`)
    const { late } = await syncFarm(pipeline, env, { first: '2025-01-01', last: '2025-01-02' })
    assert.equal(late.length, 2)
    assert.deepEqual(await found(), ['north.T01 2025-01-01 lost: power, wind_speed'])
    assert.deepEqual(await found(['north.T02']), [])
    const { rows } = await target.client.query<{ line: string }>(
      `select distinct concat_ws(' ', asset, day, source_rows) as line from source_day order by 1`,
    )
    assert.deepEqual(
      rows.map(({ line }) => line),
      ['north.T01 2025-01-01 0', 'north.T01 2025-01-02 1440', 'north.T02 2025-01-02 1440'],
    )
  })
})
