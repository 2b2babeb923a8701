import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createBadRows, describeBadRows } from '../../../src/import/stage/bad-rows.ts'

test('of many bad rows the lowest 20 lines are kept, and the rest counted', () => {
  const badRows = createBadRows()
  for (let line = 50; line > 1; line--) badRows.add(line, 'bad')
  assert.equal(badRows.count, 49)
  assert.deepEqual(
    badRows.first.map(({ line }) => line),
    Array.from({ length: 20 }, (_, index) => index + 2),
  )
  assert.match(describeBadRows(badRows), /line 21: bad\n {2}and 29 more$/)
})
