import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runDay, settingsFrom } from '../../support/etl.ts'
import { createTestPipeline, insertRows, minutesFrom } from '../../support/pipeline.ts'

test('samples of a direction that are no angles are said, until a range leaves them out', async () => {
  const { connector, target, source } = await createTestPipeline()
  await insertRows(source, minutesFrom('2025-01-01T00:00:00Z', 1440))
  await source.query(
    `update data set wind_speed = case extract(minute from "timestamp") when 7 then 9999 when 8 then -180 else 350 end`,
  )
  const env = { MINUANO_VARIABLES: 'wind_speed', MINUANO_KINDS: 'wind_speed=direction' }
  const remarksOf = async (ranges: string) => {
    const settings = settingsFrom({ ...env, MINUANO_RANGES: ranges })
    const { remarks } = await runDay(connector, target, settings, '2025-01-01')
    return remarks
  }
  const [remark, ...others] = await remarksOf('wind_speed=off')
  assert.match(
    remark!,
    /^24 samples of wind_speed are no angles .* the first 9999, .*MINUANO_RANGES=wind_speed=0\.\.360/,
  )
  assert.deepEqual(others, [])
  assert.deepEqual(await remarksOf('wind_speed=-180..360'), [])
})
