import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { openReadyTarget } from '../../../src/target/tables/open-ready-target.ts'
import { atEnd } from '../../support/at-end.ts'
import { createTestDatabase } from '../../support/postgres.ts'

describe('a Target that is empty', () => {
  test('is made ready once by many that open it at once', async () => {
    for (let round = 0; round < 5; round++) {
      const database = await createTestDatabase()
      atEnd(() => database.drop())
      const opened = await Promise.allSettled(
        Array.from({ length: 6 }, () => openReadyTarget(database.url)),
      )
      const failures = opened.filter(({ status }) => status === 'rejected')
      for (const target of opened) if (target.status === 'fulfilled') await target.value.close()
      assert.deepEqual(failures, [])
    }
  })
})
