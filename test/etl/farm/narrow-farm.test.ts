import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import {
  backfillFarm,
  createFarmPipeline,
  dumpFarm,
  fillFarm,
  syncFarm,
} from '../../support/farm-pipeline.ts'
import type { FarmPipeline } from '../../support/farm-pipeline.ts'
import { createTestTarget } from '../../support/target.ts'

const env = { MINUANO_TIME_ZONE: 'America/Sao_Paulo' }
const assets = ['T01', 'T02', 'T 3', 'Ä4']
const days = ['2025-03-01', '2025-03-02', '2025-03-03']
const range = { first: days[0]!, last: days[2]! }

/** How the same farm may lie in a narrow table. */
const layouts = {
  'a tag column, an index that leads with it': {
    index: 'create index on narrow (tag, t)',
    env: { SOURCE_TAG_COLUMN: 'tag', SOURCE_TAG_PATTERN: 'PARK.{asset}.{variable}' },
  },
  'a tag column, an index of the time alone': {
    index: 'create index on narrow (t)',
    env: { SOURCE_TAG_COLUMN: 'tag', SOURCE_TAG_PATTERN: 'PARK.{asset}.{variable}' },
  },
  'asset and variable columns, an index that leads with both': {
    index: 'create index on narrow (asset, variable, t)',
    env: { SOURCE_ASSET_COLUMN: 'asset', SOURCE_VARIABLE_COLUMN: 'variable' },
  },
  'asset and variable columns, no index': {
    index: '',
    env: { SOURCE_ASSET_COLUMN: 'asset', SOURCE_VARIABLE_COLUMN: 'variable' },
  },
}

describe('a farm in narrow form', () => {
  let pipeline: FarmPipeline
  let expected: Awaited<ReturnType<typeof dumpFarm>>

  before(async () => {
    pipeline = await createFarmPipeline()
    const { source } = pipeline
    await fillFarm(source, assets, '2025-03-01T03:00:00Z', 3)
    await source.query(
      `
      delete from farm where asset = 'T02' and t >= '2025-03-02T10:00Z' and t < '2025-03-02T13:07Z';
      delete from farm where asset = 'T 3' and t >= '2025-03-02T03:00Z' and t < '2025-03-03T03:00Z';
      insert into farm select asset, t, wind_speed, power from farm where asset = 'T01' and extract(minute from t) = 7;
      create table narrow (tag text, asset text, variable text, t timestamptz, value float8);
      insert into narrow
        select 'PARK.' || asset || '.' || variable, asset, variable, t, value from farm
          cross join lateral (values ('wind_speed', wind_speed), ('power', power)) as own (variable, value)
        order by random()`.replace('create unique', 'create'),
    )
    await backfillFarm(pipeline, env, days)
    expected = await dumpFarm(pipeline.target)
  })

  for (const [name, layout] of Object.entries(layouts)) {
    test(`makes the Target that the wide one makes: ${name}`, async () => {
      const { source } = pipeline
      await source.query(`drop table if exists one; create table one as table narrow;
        ${layout.index.replace('narrow', 'one')}; analyze one`)
      const connector = await pipeline.connect({
        SOURCE_LAYOUT: 'narrow',
        SOURCE_TABLE: 'one',
        SOURCE_VALUE_COLUMN: 'value',
        ...layout.env,
      })
      const { url: targetUrl, target } = await createTestTarget()
      const narrow = { ...pipeline, connector, target, targetUrl }
      const outcomes = await backfillFarm(narrow, env, days)
      assert.ok(outcomes.length > 0)
      const found = await dumpFarm(target)
      assert.deepEqual(withoutFingerprints(found), withoutFingerprints(expected))
      const { late } = await syncFarm(narrow, env, range)
      assert.deepEqual(
        late.filter(({ plan }) => plan.load.length > 0),
        [],
      )
      // One value of one variable, and a late one.
      await source.query(`
        update one set value = value + 1 where asset = 'T01' and variable = 'power' and t = '2025-03-01T12:00Z';
        insert into one select tag, asset, variable, t + interval '1 second', value from one
          where asset = 'Ä4' and variable = 'wind_speed' and t = '2025-03-03T12:00Z'`)
      const synced = await syncFarm(narrow, env, range)
      assert.deepEqual(
        synced.late.flatMap(({ asset, plan }) =>
          plan.load.map(({ day, reasons }) => [asset.asset, day, Object.values(reasons)]),
        ),
        [
          ['T01', '2025-03-01', [['power']]],
          ['Ä4', '2025-03-03', [['wind_speed']]],
        ],
      )
      assert.deepEqual(
        synced.again.filter(({ plan }) => plan.load.length > 0),
        [],
      )
    })
  }
})

/** A narrow Source's are of a variable's own rows. */
function withoutFingerprints(dump: Awaited<ReturnType<typeof dumpFarm>>) {
  const ledger = dump['ledger'] as { entry: Record<string, unknown> }[]
  return {
    ...dump,
    ledger: ledger.map(({ entry: { fingerprint, ...rest } }) => ({
      hasOne: fingerprint !== null,
      ...rest,
    })),
  }
}
