import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { runMinuano } from '../../support/minuano.ts'
import { noTerminal, runOnTerminal } from '../../support/terminal.ts'
import { createTestPipeline, insertRows, minutesFrom } from '../../support/pipeline.ts'

const remark =
  'power is in deg and was taken as a scalar, not as an angle: say which it is by ' +
  'MINUANO_KINDS=power=scalar, or =direction (0 to 360 degrees) or =signed-angle (-180 to 180)'

describe('an assumed kind', () => {
  test('is said once a run, on stderr and in --json, and not once the setting says it', async () => {
    const { source, connector, targetUrl } = await createTestPipeline()
    await insertRows(source, minutesFrom('2025-01-30T00:00:00Z', 4 * 1440))
    await source.query(`comment on column data.power is 'deg'`)
    const env = { CONNECTOR_URL: connector.url, TARGET_DATABASE_URL: targetUrl }
    const commands = [
      ['backfill', '2025-01-30', '2025-02-02'],
      ['run', '2025-01-30'],
      ['run', '2025-01-30', '--dry-run'],
    ]
    for (const args of commands) {
      const { code, stdout, stderr } = await runMinuano([...args, '--json'], env)
      assert.equal(code, 0, stderr)
      assert.equal(stderr.split(remark).length - 1, 1, stderr)
      if (args.includes('--dry-run')) continue
      assert.deepEqual((JSON.parse(stdout) as { remarks: unknown }).remarks, [remark])
    }
    const said = { ...env, MINUANO_KINDS: 'power=scalar' }
    const { code, stdout, stderr } = await runMinuano(
      ['backfill', '2025-01-30', '2025-02-02', '--json'],
      said,
    )
    assert.equal(code, 0, stderr)
    assert.doesNotMatch(stderr, /power/)
    const { remarks, updated } = JSON.parse(stdout) as { remarks: unknown; updated: number }
    assert.deepEqual([remarks, updated], [[], 0])
    // It was a scalar before: nothing is late.
    const sync = ['sync', '--from', '2025-01-30', '--to', '2025-02-02', '--dry-run', '--json']
    const { stdout: plan } = await runMinuano(sync, said)
    const { toLoad } = JSON.parse(plan) as { toLoad: unknown }
    assert.deepEqual(toLoad, [])
  })
})

describe('progress of a backfill', () => {
  test(
    'is on a terminal a bar of days, rows, rate and time left, which moves within a month',
    { skip: noTerminal },
    async () => {
      const { source, connector, targetUrl } = await createTestPipeline()
      await insertRows(source, minutesFrom('2025-01-01T00:00:00Z', 31 * 1440))
      const env = { CONNECTOR_URL: connector.url, TARGET_DATABASE_URL: targetUrl }
      const { code, output } = await runOnTerminal(['backfill', '2025-01-01', '2025-01-31'], env)
      assert.equal(code, 0, output)
      assert.match(output, /0 of 31 days, [1-9][\d,]* rows, [1-9][\d,]* a second, \d+ s left/)
      assert.match(output, /31 of 31 days loaded: 44640 source rows/)
      assert.doesNotMatch(output, /^2025-01-0/m)
    },
  )

  test('is elsewhere a line a day, without a control in it', async () => {
    const { source, connector, targetUrl } = await createTestPipeline()
    await insertRows(source, minutesFrom('2025-01-01T00:00:00Z', 2 * 1440))
    const env = { CONNECTOR_URL: connector.url, TARGET_DATABASE_URL: targetUrl }
    const { stdout, stderr } = await runMinuano(['backfill', '2025-01-01', '2025-01-02'], env)
    const [from, ...lines] = stderr.split('\n').map((line) => line.slice(0, 11))
    assert.equal(from, 'from http:/')
    assert.deepEqual(lines, ['2025-01-01:', '2025-01-02:', ''])
    assert.ok(!/[\x00-\x09\x0b-\x1f]/.test(stdout + stderr))
  })
})
