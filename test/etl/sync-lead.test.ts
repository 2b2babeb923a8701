import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type pg from 'pg'
import { backfill, findLateDays, runDay, settingsFrom } from '../support/etl.ts'
import type { TestSettings } from '../support/etl.ts'
import { backfillFarm, createFarmPipeline, fillFarm, syncFarm } from '../support/farm-pipeline.ts'
import { createTestPipeline } from '../support/pipeline.ts'

/** Five days about a change of Warsaw's clock: the 26th has 25 hours. */
const days = ['2025-10-24', '2025-10-25', '2025-10-26', '2025-10-27', '2025-10-28']
const range = { first: days[0]!, last: days.at(-1)! }

interface Case {
  readonly what: string
  readonly layout: 'wide' | 'narrow'
  readonly label: 'start' | 'end'
  /** Whether times are those of a clock, and rows of one time in order. */
  readonly isOfClock: boolean
}

const cases: readonly Case[] = [
  { what: 'of a wide table', layout: 'wide', label: 'start', isOfClock: false },
  { what: 'of samples labelled by their end', layout: 'wide', label: 'end', isOfClock: false },
  { what: 'of a clock that is put back', layout: 'wide', label: 'start', isOfClock: true },
  { what: 'of a narrow table', layout: 'narrow', label: 'start', isOfClock: false },
  { what: 'of a narrow table by a clock', layout: 'narrow', label: 'end', isOfClock: true },
]

const leads = new Map([
  ['wind_speed', 3600],
  ['power', 6 * 3600],
])

async function createPipeline({ layout, isOfClock }: Case) {
  const narrow = {
    SOURCE_LAYOUT: 'narrow',
    SOURCE_VARIABLE_COLUMN: 'variable',
    SOURCE_VALUE_COLUMN: 'value',
  }
  const clock = { SOURCE_TIME_ZONE: 'Europe/Warsaw', SOURCE_ORDER_COLUMN: 'seq' }
  const pipeline = await createTestPipeline({
    SOURCE_TABLE: layout,
    SOURCE_TIME_COLUMN: 'ts',
    MINUANO_TIME_ZONE: 'Europe/Warsaw',
    ...(layout === 'narrow' && narrow),
    ...(isOfClock && clock),
  })
  const time = isOfClock ? `u at time zone 'Europe/Warsaw'` : 'u'
  await pipeline.source.query(`
    create table wide as
      select ${time} as ts, 8 + sin(n)::float8 as wind_speed, 1000 + cos(n)::float8 as power, n as seq
      from generate_series('2025-10-23T20:00Z'::timestamptz, '2025-10-29T00:00Z', '1 minute') with ordinality rows (u, n);
    create table narrow as
      select ts, variable, value, seq from wide,
        lateral (values ('wind_speed', wind_speed), ('power', power)) of_row (variable, value);
    create index on wide (ts); create index on narrow (variable, ts); analyze`)
  return pipeline
}

function settingsOf({ label }: Case): TestSettings {
  const settings = settingsFrom({
    MINUANO_TIME_ZONE: 'Europe/Warsaw',
    MINUANO_SAMPLE_LABEL: label,
    MINUANO_VARIABLES: 'wind_speed,power',
  })
  return { ...settings, leads }
}

/** A statement that edits the wind speed at a time, or the power. */
function edit({ layout }: Case, variable: string, time: string, to: string): string {
  return layout === 'wide'
    ? `update wide set ${variable} = ${to} where ts = '${time}'`
    : `update narrow set value = ${to.replace(variable, 'value')} where variable = '${variable}' and ts = '${time}'`
}

for (const one of cases) {
  describe(`sync of days with what leads into them, ${one.what}`, async () => {
    const pipeline = await createPipeline(one)
    const { source, connector, target, targetUrl } = pipeline
    const settings = settingsOf(one)
    const load = (wanted: readonly string[]) =>
      backfill({ connector, targetUrl, settings, days: wanted, concurrency: 1 })
    const find = async () => (await findLateDays(connector, target, settings, range)).plan.load
    await load(days)

    test('finds nothing right after a load, in one window or day by day', async () => {
      assert.deepEqual(await find(), [])
      for (const day of days) await runDay(connector, target, settings, day)
      assert.deepEqual(await find(), [])
    })

    test('counts the rows of the day alone', async () => {
      const { rows } = await target.client.query<{ rows: number }>(
        'select distinct source_rows as rows from load order by 1',
      )
      assert.deepEqual(rows, [{ rows: 1440 }, { rows: 1500 }])
    })

    /** Local times of the evening of the 26th, in winter time: the row of 23:00 belongs to the hour under either label. */
    const edits: readonly [string, string, Readonly<Record<string, Record<string, string[]>>>][] = [
      [
        'an edit in what leads in',
        edit(one, 'power', `2025-10-26 20:00${one.isOfClock ? '' : '+01'}`, 'power + 1'),
        {
          '2025-10-26': { 'changed in the Source': ['power'] },
          '2025-10-27': { 'what leads into it changed in the Source': ['power'] },
        },
      ],
      [
        'an edit that is not in its variable’s lead',
        edit(one, 'wind_speed', `2025-10-26 20:00${one.isOfClock ? '' : '+01'}`, 'wind_speed + 1'),
        { '2025-10-26': { 'changed in the Source': ['wind_speed'] } },
      ],
      [
        'rows that went',
        `delete from ${one.layout} where ts between '2025-10-26 23:20${one.isOfClock ? '' : '+01'}' and '2025-10-26 23:25${one.isOfClock ? '' : '+01'}'`,
        {
          '2025-10-26': { 'changed in the Source': ['wind_speed', 'power'] },
          '2025-10-27': { 'what leads into it changed in the Source': ['wind_speed', 'power'] },
        },
      ],
      [
        'a late row',
        one.layout === 'wide'
          ? `insert into wide values ('2025-10-24 23:30:30${one.isOfClock ? '' : '+02'}', 7, null, 9e6)`
          : `insert into narrow values ('2025-10-24 23:30:30${one.isOfClock ? '' : '+02'}', 'wind_speed', 7, 9e6)`,
        {
          '2025-10-24': {
            'changed in the Source':
              one.layout === 'wide' ? ['wind_speed', 'power'] : ['wind_speed'],
          },
          '2025-10-25': {
            'what leads into it changed in the Source':
              one.layout === 'wide' ? ['wind_speed', 'power'] : ['wind_speed'],
          },
        },
      ],
    ]
    for (const [what, statement, expected] of edits) {
      test(`finds ${what}, and nothing once that is loaded`, async () => {
        await source.query(statement)
        const found = await find()
        assert.deepEqual(
          Object.fromEntries(found.map(({ day, reasons }) => [day, reasons])),
          expected,
        )
        await load(found.map(({ day }) => day))
        assert.deepEqual(await find(), [])
      })
    }

    test('leaves days alone that were loaded without, or with another lead', async () => {
      await target.client.query('update load set lead_seconds = null, lead_fingerprint = null')
      assert.deepEqual(await find(), [])
      await target.client.query(`update load set lead_seconds = 60, lead_fingerprint = 'x'`)
      assert.deepEqual(await find(), [])
    })
  })
}

describe('sync of a farm with what leads into days', async () => {
  const pipeline = await createFarmPipeline()
  const { source } = pipeline
  const env = { MINUANO_VARIABLES: 'wind_speed,power' }
  await fillFarm(source, ['T01', 'T02', 'T03'], '2025-01-01', 3)
  await source.query(`delete from farm where asset = 'T03' and t >= '2025-01-02'`)
  const wanted = ['2025-01-01', '2025-01-02', '2025-01-03']
  const all = { first: wanted[0]!, last: wanted[2]! }
  const withLeads = { leads }
  const find = () => syncFarm(pipeline, env, all, withLeads)

  test('finds nothing right after a load, and the day after what changed', async () => {
    await backfillFarm(pipeline, env, wanted, withLeads)
    const first = await find()
    assert.deepEqual(
      first.late.flatMap(({ plan }) => plan.load),
      [],
    )
    await source.query(
      `update farm set wind_speed = 0 where asset = 'T02' and t = '2025-01-02T23:30Z'`,
    )
    const { late, again } = await find()
    assert.deepEqual(
      late.map(({ asset, plan }) => [asset.asset, plan.load.map(({ day }) => day)]),
      [
        ['T01', []],
        ['T02', ['2025-01-02', '2025-01-03']],
        ['T03', []],
      ],
    )
    assert.deepEqual(
      again.flatMap(({ plan }) => plan.load),
      [],
    )
  })

  test('counts the rows without an asset of its days, not of what leads into them', async () => {
    await addUnnamed(source, ['2025-01-01T23:50Z', '2025-01-02T12:00Z'])
    const counted: number[] = []
    await backfillFarm(pipeline, env, ['2025-01-02'], {
      ...withLeads,
      onUnnamed: (rows) => counted.push(rows),
    })
    assert.deepEqual(counted, [1])
  })
})

async function addUnnamed(source: pg.Client, times: readonly string[]): Promise<void> {
  await source.query('insert into farm select null, t, 1, 1 from unnest($1::timestamptz[]) t', [
    times,
  ])
}
