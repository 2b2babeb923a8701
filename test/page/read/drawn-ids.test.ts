import assert from 'node:assert/strict'
import { test } from 'node:test'
import { drawnIds } from '../../../src/page/read/drawn-ids.ts'

test('what has no mean is drawn by what stands in its place', () => {
  const ids = { mean: 1, min: 2, max: 3, std: 4 }
  assert.deepEqual(drawnIds({ ids, kind: 'scalar' }), ids)
  assert.deepEqual(drawnIds({ ids: { ...ids, mode: 5 }, kind: 'state' }), { mean: 5 })
  assert.deepEqual(drawnIds({ ids: { ...ids, increase: 6 }, kind: 'counter' }), { mean: 6 })
  assert.deepEqual(drawnIds({ ids, kind: 'state' }), {})
  // The page may not be told what the variable is.
  assert.equal(drawnIds({ ids: { mode: 5 }, kind: 'scalar' }).mean, 5)
})
