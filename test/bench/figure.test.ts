import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { fasterThan, figure, median, verdict } from '../../bench/report/figure.ts'

describe('the median', () => {
  for (const [values, expected] of [
    [[5], 5],
    [[3, 1, 2], 2],
    [[4, 1, 3, 2], 2.5],
    [[10, 9, 100], 10],
  ] as const) {
    test(`of ${values.join(', ')} is ${expected}`, () => {
      assert.equal(median(values), expected)
    })
  }

  test('of nothing is an error', () => {
    assert.throws(() => median([]))
  })

  test('leaves its values in their order', () => {
    const values = [3, 1, 2]
    median(values)
    assert.deepEqual(values, [3, 1, 2])
  })
})

describe('a ratio', () => {
  test('of times is the peer’s by ours', () => {
    const figures = [figure('ours', 's', [2]), figure('classic', 's', [20])]
    const [first] = fasterThan(figures, { classic: 8 })
    assert.equal(first?.value, 10)
    assert.equal(first.met, true)
  })

  test('of rates is ours by the peer’s', () => {
    const figures = [figure('ours', 'requests/s', [300]), figure('fast', 'requests/s', [100])]
    const [first] = fasterThan(figures, { fast: 5 })
    assert.equal(first?.value, 3)
    assert.equal(first.met, false)
  })

  test('is one of medians', () => {
    const figures = [figure('ours', 's', [1, 2, 90]), figure('fast', 's', [6, 1, 50])]
    assert.equal(fasterThan(figures, { fast: 1 })[0]?.value, 3)
  })

  test('to a peer that was left out is left out', () => {
    assert.deepEqual(fasterThan([figure('ours', 's', [2])], { classic: 8, fast: 3 }), [])
  })
})

test('a bound is met by its very number', () => {
  assert.equal(verdict('floor', 50, 'ms', 'at most', 50).met, true)
  assert.equal(verdict('floor', 50.1, 'ms', 'at most', 50).met, false)
  assert.equal(verdict('floor', 1, 'times', 'at least', 1).met, true)
  assert.equal(verdict('floor', 0.99, 'times', 'at least', 1).met, false)
})
