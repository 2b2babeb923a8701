import assert from 'node:assert/strict'
import { test } from 'node:test'
import { otherReading } from '../../src/time/other-reading.ts'

const instant = (text: string) => Date.parse(text) * 1000

const cases: readonly [zone: string, at: string, other: string | undefined][] = [
  ['Europe/Berlin', '2024-10-26T23:59:59Z', undefined],
  ['Europe/Berlin', '2024-10-27T00:00:00Z', '2024-10-27T01:00:00Z'],
  ['Europe/Berlin', '2024-10-27T00:59:59Z', '2024-10-27T01:59:59Z'],
  ['Europe/Berlin', '2024-10-27T01:00:00Z', '2024-10-27T00:00:00Z'],
  ['Europe/Berlin', '2024-10-27T01:59:59Z', '2024-10-27T00:59:59Z'],
  ['Europe/Berlin', '2024-10-27T02:00:00Z', undefined],
  // Put forward, and so nothing comes twice.
  ['Europe/Berlin', '2024-03-31T01:30:00Z', undefined],
  ['Australia/Lord_Howe', '2024-04-06T14:45:00Z', '2024-04-06T15:15:00Z'],
  ['UTC', '2024-10-27T01:00:00Z', undefined],
]

for (const [zone, at, other] of cases) {
  test(`what ${zone} shows at ${at} it shows ${other === undefined ? 'once' : `at ${other} too`}`, () => {
    assert.equal(otherReading(zone, instant(at)), other && instant(other))
  })
}

test('an instant may lie before what was shown', () => {
  const [first, second] = [instant('2024-10-27T00:00:00Z') - 1, instant('2024-10-27T01:00:00Z') - 1]
  assert.equal(otherReading('Europe/Berlin', first, 1), second)
  assert.equal(otherReading('Europe/Berlin', second, 1), first)
  assert.equal(otherReading('Europe/Berlin', first), undefined)
})
