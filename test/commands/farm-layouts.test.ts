import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createFarmPipeline, fillFarm } from '../support/farm-pipeline.ts'
import { runMinuano } from '../support/minuano.ts'

const ofEnd = { sampleLabel: 'end' }

describe('assets with a sample label of their own', async () => {
  const { source, connector, targetUrl } = await createFarmPipeline()
  await fillFarm(source, ['T01', 'T02', 'T03'], '2025-01-01', 3)
  const minuano = (args: readonly string[], own: object = {}) =>
    runMinuano(args, {
      CONNECTOR_URL: connector.url,
      TARGET_DATABASE_URL: targetUrl,
      ...(Object.keys(own).length === 0 ? {} : { MINUANO_ASSET_SETTINGS: JSON.stringify(own) }),
    })

  test('status compares each with its own settings', async () => {
    const own = { T02: ofEnd }
    const loaded = await minuano(['backfill', '2025-01-01', '2025-01-03'], own)
    assert.equal(loaded.code, 0, loaded.stderr)
    const { code, stderr } = await minuano(['status'], own)
    assert.equal(code, 0, stderr)
    assert.doesNotMatch(stderr, /SAMPLE_LABEL/)
    const json = JSON.parse((await minuano(['status', '--json'], own)).stdout) as {
      assets: { asset: string; layouts?: unknown }[]
    }
    assert.deepEqual(
      json.assets.filter(({ layouts }) => layouts !== undefined),
      [],
    )
    const without = await minuano(['status'])
    assert.match(
      without.stderr,
      /^T02:\ndays were made in UTC with MINUANO_SAMPLE_LABEL=end: 2025-01-01 to 2025-01-03; the settings say UTC with MINUANO_SAMPLE_LABEL=start$/m,
    )
  })

  test('status and sync say each layout with the assets that it is of', async () => {
    const mixed = await minuano(['run', '2025-01-02', '--assets', 'T03'], { T03: ofEnd })
    assert.equal(mixed.code, 0, mixed.stderr)
    const status = await minuano(['status'])
    assert.equal(status.code, 1)
    assert.match(status.stderr, /^T02:\ndays were made in .*: 2025-01-01 to 2025-01-03; /m)
    assert.match(
      status.stderr,
      /^T03:\n.*\n2025-01-01 \(UTC\) and 2025-01-02 \(UTC\): the sample on their edge is in none$/m,
    )
    const range = ['--from', '2025-01-01', '--to', '2025-01-03']
    const dry = await minuano(['sync', ...range, '--dry-run'])
    assert.match(dry.stderr, /^T02:\ndays were made/m)
    assert.match(dry.stderr, /^T03:\ndays were made/m)
    const done = await minuano(['sync', ...range])
    assert.equal(done.code, 0, done.stderr)
    assert.doesNotMatch(done.stderr, /days were made/)
    assert.equal((await minuano(['status'])).code, 0)
  })
})
