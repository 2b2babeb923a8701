import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
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
  })
})
