import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { settleDoubledHour } from '../../../src/import/stage/doubled-hours.ts'
import type { Surroundings } from '../../../src/import/stage/doubled-hours.ts'

describe('an hour that the clock showed twice', () => {
  const hour = 3600e6
  const minutes = (...list: number[]) =>
    list.map((minute, at) => {
      const first = minute * 60e6
      return { first, second: first + hour, line: at + 2, values: [] }
    })
  const range = (from: number, to: number, step = 1) =>
    Array.from({ length: Math.ceil((to - from) / step) }, (_, at) => from + at * step)
  const around = { previous: -60e6, next: 2 * hour, direction: 1 }
  const settle = (list: number[], surroundings: Partial<Surroundings> = {}) =>
    settleDoubledHour(minutes(...list), { ...around, ...surroundings })
  const asMinutes = (times: number[] | undefined) => times?.map((time) => time / 60e6)

  test('is told apart where its rows begin a second time', () => {
    const twice = [...range(0, 60), ...range(0, 60)]
    assert.deepEqual(asMinutes(settle(twice)), range(0, 120))
    assert.deepEqual(asMinutes(settle([0, 30, 0, 30])), range(0, 120, 30))
    assert.deepEqual(asMinutes(settle([0, 0], { previous: -hour })), [0, 60])
  })

  test('is told apart in a file whose newest row is its first', () => {
    const back = [...range(0, 60), ...range(0, 60)].toReversed()
    const from = { previous: 2 * hour, next: -60e6, direction: -1 }
    assert.deepEqual(asMinutes(settle(back, from)), range(0, 120).toReversed())
    assert.deepEqual(
      asMinutes(settle(back, { ...from, previous: undefined, direction: 0 })),
      range(0, 120).toReversed(),
    )
  })

  const undecided: [what: string, list: number[], surroundings?: Partial<Surroundings>][] = [
    ['it is there once', range(0, 60)],
    ['it is there once, with two rows swapped', [0, 1, 3, 2, ...range(4, 60)]],
    ['two rows are swapped in one of its times', [0, 1, 3, 2, ...range(4, 60), ...range(0, 60)]],
    ['a row came again', [0, 1, 1, ...range(2, 60)]],
    ['one row stands alone', [30]],
    ['nothing is around two equal rows', [0, 0], { previous: undefined, next: undefined }],
  ]
  for (const [what, list, surroundings] of undecided) {
    test(`is not told apart where ${what}`, () => {
      assert.equal(settle(list, surroundings), undefined)
    })
  }
})
