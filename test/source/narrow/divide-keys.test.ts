import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { divideKeys } from '../../../src/source/narrow/divide-keys.ts'
import type { Key } from '../../../src/source/narrow/narrow-table.ts'

const day = 86_400e6

function seriesOf(assets: readonly string[], variables: number): Key[] {
  return assets.flatMap((asset) =>
    Array.from({ length: variables }, (_, index) => {
      const variable = `v${index}`
      return { asset, variable, tag: `${asset}.${variable}` }
    }),
  )
}

describe('series that are read together', () => {
  const assets = Array.from({ length: 20 }, (_, index) => `T${index}`)
  const keys = seriesOf(assets, 10)

  test('are of several assets where these have few rows, each once and in order', () => {
    const parts = divideKeys({ assets, keys, isIndexed: true }, { start: 0, end: day })
    assert.deepEqual(
      parts.map((part) => part.assets.length),
      [6, 6, 6, 2],
    )
    assert.deepEqual(
      parts.flatMap((part) => part.assets),
      assets,
    )
    assert.deepEqual(
      parts.flatMap((part) => part.keys),
      keys,
    )
    assert.ok(parts.every(({ isSliced }) => !isSliced))
  })

  test('are of one asset, in slices, where it has many', () => {
    const parts = divideKeys({ assets, keys, isIndexed: true }, { start: 0, end: 30 * day })
    assert.equal(parts.length, 20)
    assert.ok(parts.every((part) => part.assets.length === 1 && part.isSliced))
  })

  test('are all where no index leads to them', () => {
    const parts = divideKeys({ assets, keys, isIndexed: false }, { start: 0, end: 30 * day })
    assert.deepEqual(parts, [{ assets, keys, isSliced: false }])
  })

  test('are none of an asset that has no such series, which has its place all the same', () => {
    const own = keys.filter(({ asset }) => asset !== 'T1')
    const parts = divideKeys({ assets, keys: own, isIndexed: true }, { start: 0, end: day })
    assert.deepEqual(
      parts.flatMap((part) => part.assets),
      assets,
    )
  })
})
