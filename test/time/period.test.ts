import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatPeriod, parsePeriod } from '../../src/time/period.ts'

test('every width that divides an hour into whole seconds can be written and read', () => {
  for (let seconds = 1; seconds <= 3600; seconds++) {
    if (3600 % seconds !== 0) continue
    assert.equal(parsePeriod(`${seconds}s`), seconds)
    assert.equal(parsePeriod(formatPeriod(seconds)), seconds)
  }
})

test('a width is written as short as can be', () => {
  assert.deepEqual([600, 60, 30, 90, 3600].map(formatPeriod), ['10m', '1m', '30s', '90s', '1h'])
})

test('a width may be written in several ways', () => {
  for (const text of ['10m', '10min', '10 m', '10M', ' 10m ', '600s', '600sec']) {
    assert.equal(parsePeriod(text), 600, text)
  }
})

const refused = ['7m', '0m', '0s', '61m', '90m', '2h', '24h', '7s', '3601s', '1.5m', '-10m', '10']
for (const text of [...refused, 'm', '', '10x', '10mm', 'ten minutes', '10constructor', '1d']) {
  test(`"${text}" is no bin width`, () => {
    assert.equal(parsePeriod(text), undefined)
  })
}
