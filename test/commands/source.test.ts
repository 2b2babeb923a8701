import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { atEnd } from '../support/at-end.ts'
import { runMinuano } from '../support/minuano.ts'
import { createTestDatabase } from '../support/postgres.ts'
import type { TestDatabase } from '../support/postgres.ts'

describe('minuano source', () => {
  let database: TestDatabase
  before(async () => {
    database = await createTestDatabase()
  })
  after(() => database.drop())

  const source = (...args: string[]) =>
    runMinuano(['source', ...args], { SOURCE_DATABASE_URL: database.url })

  test('seed --if-empty fills an empty Source, and leaves alone one that holds other rows', async () => {
    const init = await source('init')
    assert.equal(init.code, 0, init.stderr)
    const first = await source('seed', '--if-empty', '--days', '1', '--seed', '2')
    assert.equal(first.code, 0, first.stderr)
    assert.match(first.stdout, /1440 written/)
    const second = await source('seed', '--if-empty', '--days', '2')
    assert.equal(second.code, 0, second.stderr)
    assert.match(second.stdout, /holds rows already/)
    const plain = await source('seed', '--days', '2')
    assert.equal(plain.code, 1)
    assert.match(plain.stderr, /1440 other rows.*nothing was changed/)
    // A filter that lets none of the rows through makes no empty Source.
    const env = {
      SOURCE_DATABASE_URL: database.url,
      SOURCE_WHERE: '{"power": [null], "wind_speed": [1e9]}',
    }
    const hidden = await runMinuano(['source', 'seed', '--if-empty', '--days', '2'], env)
    assert.match(hidden.stdout, /holds rows already/, hidden.stderr)
  })

  test('seed --assets makes a farm, and says which faults it has', async () => {
    const farm = await createTestDatabase()
    atEnd(() => farm.drop())
    const env = { SOURCE_DATABASE_URL: farm.url }
    await runMinuano(['source', 'init'], env)
    const args = ['source', 'seed', '--assets', '2', '--days', '3', '--faults']
    const { code, stdout, stderr } = await runMinuano(args, env)
    assert.equal(code, 0, stderr)
    assert.match(stdout, /^Source: \d+ rows of 2 assets, .* \(seed 1\); \d+ written\n/)
    assert.match(
      stdout,
      /\n {2}T0\d {2}2025-\S+ to 2025-\S+ {2}gap: rows are missing \(\d+ minutes\)\n/,
    )
    assert.equal(stdout.trim().split('\n').length, 4)
    const folder = mkdtempSync(join(tmpdir(), 'minuano-test-'))
    atEnd(() => rmSync(folder, { recursive: true }))
    const file = join(folder, 'minutes.csv')
    writeFileSync(file, 'time,power\n2025-01-01T00:00:00Z,1\n2025-01-01T00:01:00Z,2\n')
    const columns = ['--timestamp', 'time', '--column', 'power=power', '--replace']
    const imported = await runMinuano(['source', 'import', file, ...columns], env)
    assert.equal(imported.code, 2)
    assert.match(
      imported.stderr,
      /asset names the asset of each row of public\.data, and source import/,
    )
    const wrong = await runMinuano(['source', 'seed', '--faults'], env)
    assert.deepEqual([wrong.code, wrong.stdout], [2, ''])
    assert.match(wrong.stderr, /--faults is for a farm: give --assets too/)
  })

  test('import does not write into a table of which a filter hides rows', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'minuano-test-'))
    atEnd(() => rmSync(folder, { recursive: true }))
    const file = join(folder, 'minutes.csv')
    writeFileSync(file, 'time,power\n2025-01-01T00:00:00Z,1\n2025-01-01T00:01:00Z,2\n')
    const env = { SOURCE_DATABASE_URL: database.url, SOURCE_WHERE: '{"wind_speed": [1]}' }
    const args = [
      'source',
      'import',
      file,
      '--timestamp',
      'time',
      '--column',
      'power=power',
      '--replace',
    ]
    const { code, stderr } = await runMinuano(args, env)
    assert.match(stderr, /SOURCE_WHERE lets only some rows of the table be read, and source import/)
    assert.equal(code, 2)
  })
})
