import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  formatSelection,
  nothingSelected,
  parseSelection,
} from '../../../src/page/web/selection/selection.ts'

const known = {
  assets: ['T01', 'T02', 'a&b'],
  variables: ['wind_speed', 'power'],
  first: '2025-01-01',
  last: '2025-01-10',
}

test('an address shows what it was made of', () => {
  const selection = {
    asset: 'a&b',
    others: ['T02'],
    day: '2025-01-03',
    range: { start: Date.UTC(2025, 0, 3) * 1000, end: Date.UTC(2025, 0, 4) * 1000 },
    zone: 'Europe/Berlin',
    variables: ['power'],
    withStd: true,
  }
  assert.deepEqual(parseSelection(formatSelection(selection), known), { selection, faults: [] })
  assert.equal(formatSelection(nothingSelected), '')
})

test('what an address asks for in vain is named, and the rest is taken', () => {
  const address =
    '?asset=T99&with=T02,T98&day=2025-02-30&zone=Mars/Phobos&show=power,torque&from=x&to=y'
  const { selection, faults } = parseSelection(address, known)
  assert.deepEqual(selection, { ...nothingSelected, others: ['T02'], variables: ['power'] })
  for (const name of ['T99', 'T98', '2025-02-30', 'Mars/Phobos', 'torque', '“x” to “y”']) {
    assert.equal(faults.filter((fault) => fault.includes(name)).length, 1, name)
  }
  assert.match(parseSelection('?day=2030-01-01', known).faults[0]!, /known are 2025-01-01 to/)
})
