import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { countRows } from '../../../src/source/narrow/count-rows.ts'

const keys = ['T1', 'T2'].flatMap((asset) =>
  ['power', 'wind_speed'].map((variable) => ({ asset, variable, tag: `${asset}.${variable}` })),
)
const chosen = { assets: ['T1', 'T2'], keys }

function entry(key: number, day: number, rows: string, times: string) {
  return { key, day, rows, times, values: rows, fingerprint: '1', latest: '0' }
}

describe('rows of a day in a narrow table', () => {
  test('are those of any series where all have the same times', () => {
    const entries = [
      entry(2, 2, '3', '7'),
      entry(1, 1, '5', '9'),
      entry(1, 2, '3', '7'),
      entry(2, 1, '5', '9'),
      entry(3, 1, '4', '8'),
    ]
    const { even, uneven } = countRows(chosen, entries)
    assert.deepEqual(even, [
      { place: 1, day: 1, rows: '5' },
      { place: 1, day: 2, rows: '3' },
      { place: 2, day: 1, rows: '4' },
    ])
    assert.deepEqual([...uneven], [])
  })

  test('are counted of an asset whose series have other times, or more of one, on any day', () => {
    for (const other of [entry(2, 1, '5', '8'), entry(2, 1, '6', '9')]) {
      const entries = [entry(1, 1, '5', '9'), other, entry(1, 2, '3', '7'), entry(4, 1, '2', '2')]
      const { even, uneven } = countRows(chosen, entries)
      assert.deepEqual(even, [{ place: 2, day: 1, rows: '2' }])
      assert.deepEqual([...uneven], ['T1'])
    }
  })
})
