import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { measureProgress } from '../../src/log/measure-progress.ts'

const nothing = { days: 0, total: 10, finished: 0, read: 0, rowsPerDay: 1440, seconds: 0 }

describe('progress through days', () => {
  test('moves with rows, within a day and before the first is done', () => {
    assert.deepEqual(measureProgress(nothing), {
      part: 0,
      rows: '0',
      rate: '0',
      left: 'time left not known yet',
    })
    const half = { ...nothing, read: 7200, seconds: 2 }
    assert.deepEqual(measureProgress(half), {
      part: 0.25,
      rows: '7,200',
      rate: '3,600',
      left: '6 s left',
    })
  })

  test('tells the time left in hours and minutes', () => {
    const left = (seconds: number) => measureProgress({ ...nothing, days: 5, seconds }).left
    assert.deepEqual([60, 200, 7500].map(left), [
      '1 min 0 s left',
      '3 min 20 s left',
      '2 h 5 min left',
    ])
  })

  test('is never behind what is done, never beyond the end, and whole when all days are', () => {
    const count = fc.integer({ min: 0, max: 1e9 })
    fc.assert(
      fc.property(
        fc
          .integer({ min: 1, max: 5000 })
          .chain((total) => fc.tuple(fc.constant(total), fc.integer({ min: 0, max: total }))),
        count,
        count,
        ([total, days], finished, read) => {
          const { part } = measureProgress({ ...nothing, total, days, finished, read, seconds: 5 })
          assert.ok(part >= days / total && part <= 1, String(part))
          if (days === total) assert.equal(part, 1)
        },
      ),
    )
  })
})
