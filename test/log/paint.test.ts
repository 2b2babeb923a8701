import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { runMinuano } from '../support/minuano.ts'
import { createTestPipeline, insertRows, minutesFrom } from '../support/pipeline.ts'
import { noTerminal, runOnTerminal } from '../support/terminal.ts'

describe('colours', () => {
  test('are there on a terminal alone, and not with NO_COLOR', { skip: noTerminal }, async () => {
    const { source, connector, target, targetUrl } = await createTestPipeline()
    await insertRows(source, minutesFrom('2025-01-01T00:00:00Z', 2 * 1440))
    const env = { CONNECTOR_URL: connector.url, TARGET_DATABASE_URL: targetUrl }
    assert.equal((await runMinuano(['backfill', '2025-01-01', '2025-01-02'], env)).code, 0)
    await target.client.query(`update load set conflicts = 3 where day = '2025-01-02'`)
    const args = ['status', '--to', '2025-01-03']
    const { code, output } = await runOnTerminal(args, env)
    assert.equal(code, 1)
    assert.match(output, /^2025-01-01 {2}\x1b\[32mloaded\x1b\[39m {10}100\.0 %\r$/m)
    assert.match(output, /^2025-01-02 {2}\x1b\[33mloaded\x1b\[39m .* that differ at one time/m)
    assert.match(output, /^2025-01-03 {2}\x1b\[31mmissing\x1b\[39m /m)
    assert.match(output, /^\x1b\[31mminuano: 1 day is missing: .*\x1b\[39m\r$/m)

    const plain = await runMinuano(args, { ...env, FORCE_COLOR: '1' })
    assert.equal(plain.code, 1)
    const without = await runOnTerminal(args, { ...env, NO_COLOR: '1' })
    // On a terminal what is said comes between what is printed.
    const lines = (text: string) => text.replaceAll('\r', '').split('\n').sort()
    assert.deepEqual(lines(without.output), lines(plain.stdout + plain.stderr))
    assert.doesNotMatch(plain.stdout + plain.stderr, /\x1b/)
  })

  test('let nothing through that a terminal would obey', { skip: noTerminal }, async () => {
    const { output } = await runOnTerminal(['run', '\u001b[2Jnever'], {})
    assert.match(output, /^\x1b\[31mminuano: .*\x1b\[39m\r$/m)
    assert.doesNotMatch(output, /\x1b\[2J/)
  })
})
