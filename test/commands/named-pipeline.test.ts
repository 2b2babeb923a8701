import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createDataFolder } from '../support/data-folder.ts'
import { runMinuano } from '../support/minuano.ts'
import { createTestPipeline, insertRows, minutesFrom } from '../support/pipeline.ts'

describe('a command says which Connector and which Target it works with', () => {
  test('where the settings name them, without passwords, and in --json', async () => {
    const { source, connector, targetUrl } = await createTestPipeline()
    await insertRows(source, minutesFrom('2025-01-01T00:00:00Z', 2 * 1440))
    const { username, host, pathname, password } = new URL(targetUrl)
    const target = `postgresql://${username}@${host}${pathname}`
    assert.notEqual(password, '')
    const env = { CONNECTOR_URL: connector.url, TARGET_DATABASE_URL: targetUrl }
    const both = `from ${connector.url} into ${target}`
    const range = ['--from', '2025-01-01', '--to', '2025-01-02']
    for (const [args, line, fields] of [
      [['run', '2025-01-01', '--dry-run'], `from ${connector.url}`, undefined],
      [['run', '2025-01-01'], both, { connector: connector.url, target }],
      [['sync', ...range, '--dry-run'], both, { connector: connector.url, target }],
      [['sync', ...range], both, { connector: connector.url, target }],
      [['sync', ...range], both, { connector: connector.url, target }],
      [['backfill', '2025-01-01', '2025-01-02'], both, { connector: connector.url, target }],
      [['status'], `in ${target}`, { connector: undefined, target }],
      [['forget', '--all-days', '--yes'], `in ${target}`, { connector: undefined, target }],
    ] as const) {
      const { code, stdout, stderr } = await runMinuano([...args, '--json'], env)
      assert.equal(code, 0, stderr)
      assert.equal(stderr.split('\n')[0], line, args.join(' '))
      assert.ok(!stderr.includes(`:${password}@`) && !stdout.includes(`:${password}@`))
      if (fields === undefined) continue
      const json = JSON.parse(stdout) as { connector?: string; target?: string }
      assert.deepEqual({ connector: json.connector, target: json.target }, fields, args.join(' '))
    }
  })

  test('and of an embedded stack only what is not a part of it', async () => {
    const { targetUrl } = await createTestPipeline()
    const { env } = createDataFolder()
    const { username, host, pathname } = new URL(targetUrl)
    const own = await runMinuano(['run', '2025-01-01', '--dry-run'], env)
    assert.doesNotMatch(own.stderr, /^(from|into|in) /m)
    const mixed = await runMinuano(['run', '2025-01-01'], {
      ...env,
      TARGET_DATABASE_URL: targetUrl,
    })
    assert.deepEqual(mixed.stderr.match(/^(from|into|in) .*$/gm), [
      `into postgresql://${username}@${host}${pathname}`,
    ])
  })
})
