import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { runMinuano } from '../support/minuano.ts'
import { createTestPipeline, insertRows, minutesFrom } from '../support/pipeline.ts'

describe('minuano forget', () => {
  test('deletes days, variables and assets from the Target, which sync brings back', async () => {
    const { source, connector, target, targetUrl } = await createTestPipeline()
    // The last ten minutes of January lack a sample: a bin that is not complete.
    await insertRows(source, minutesFrom('2025-01-31T00:00:00Z', 3 * 1440).toSpliced(1435, 1))
    const env = { CONNECTOR_URL: connector.url, TARGET_DATABASE_URL: targetUrl }
    const minuano = (...args: string[]) => runMinuano(args, env)
    const range = ['--from', '2025-01-31', '--to', '2025-02-02']
    const counts = async () => {
      const { rows } = await target.client.query<{ line: string }>(
        `select concat_ws(' ', (select count(*) from data), (select count(*) from signal),
           (select count(*) from load), (select count(*) from bin_reason)) as line`,
      )
      return rows[0]!.line
    }
    await minuano('backfill', '2025-01-31', '2025-02-02')
    await minuano('backfill', '2025-01-31', '2025-02-02', '--asset', 'T01')
    const full = await counts()
    assert.equal(full, `${6 * 1152} 16 12 4`)

    const refused = await minuano('forget', ...range)
    assert.deepEqual([refused.code, refused.stdout], [2, ''])
    assert.match(refused.stderr, /there is no terminal to ask on: --yes confirms it/)
    assert.equal((await minuano('forget', '--yes')).code, 2)
    const dry = await minuano('forget', ...range, '--dry-run')
    assert.deepEqual([dry.code, dry.stdout], [0, '3 days, 3456 values: nothing was deleted\n'])
    assert.match(
      dry.stderr,
      /^power, bins of 10 min: 3 days from 2025-01-31 to 2025-02-02, 1728 val/m,
    )
    assert.equal(await counts(), full)

    const days = await minuano('forget', '--from', '2025-01-31', '--to', '2025-02-01', '--yes')
    assert.equal(days.stdout, 'forgotten: 2 days, 2304 values, 4 rows of the ledger\n')
    assert.match(
      days.stderr,
      /^minuano sync --from \S+ --to \S+ loads again what the Source still has/m,
    )
    assert.equal(await counts(), `${4 * 1152} 16 8 2`)
    const status = await minuano('status', ...range)
    assert.match(status.stdout, /^2025-01-31 to 2025-02-01 +missing +wind_speed: never loaded/)
    assert.match((await minuano('sync', ...range)).stdout, /^2 of 2 days loaded/)
    assert.equal(await counts(), full)

    const variable = await minuano(
      ...['forget', '--all-days', '--variables', 'power', '--asset', 'T01', '--yes', '--json'],
    )
    const { found, deleted } = JSON.parse(variable.stdout) as Record<string, unknown>
    assert.deepEqual(
      { found, deleted },
      {
        found: { days: 3, variables: ['power'], values: 1728, othersValues: 0, ledgerRows: 3 },
        deleted: {
          values: 1728,
          ledgerRows: 3,
          incompleteBins: 1,
          signals: ['T01.power_max', 'T01.power_mean', 'T01.power_min', 'T01.power_std'],
        },
      },
    )
    // All of the asset’s variables, whatever the setting says.
    const rest = await minuano('forget', '--all-days', '--yes')
    assert.match(rest.stdout, /^forgotten: 3 days, 3456 values, .* and the signals power_max, /)
    assert.equal(await counts(), '1728 4 3 1')
    const none = await minuano('forget', '--all-days', '--yes')
    assert.deepEqual([none.code, none.stdout], [0, 'nothing to forget\n'])
    assert.match(none.stderr, /holds nothing without an asset, but asset T01: --asset T01$/m)
    const other = await minuano('status')
    assert.equal(other.code, 1)
    assert.match(other.stdout, /^2025-01-31 .* 0 of 1 asset whole; missing: T01$/m)
    assert.match(
      (await minuano('status', '--asset', 'T01', '--variables', 'wind_speed')).stdout,
      /^2025-01-31 +loaded +99\.9 %/,
    )
  })
})
