import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createTestDatabase } from '../support/postgres.ts'
import { runSeed } from './run-seed.ts'

describe(
  'after each step of a random history the Target is as a plain model has it',
  { concurrency: true },
  () => {
    for (const seed of [5, 8]) {
      test(`seed ${seed}`, async () => {
        const { url } = await createTestDatabase()
        const { failure, tally } = await runSeed({ serverUrl: url, seed, count: 11 })
        assert.equal(failure, undefined, failure)
        assert.equal(tally.steps, 11)
      })
    }
  },
)
