import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { mostInventoryBytes, mostRows } from '../../../src/etl/extract/answer-limits.ts'
import { tooLong } from '../../../src/etl/extract/too-long.ts'

const day = { start: 0, end: 86_400e6 }
const variablesOf = (count: number) => Array.from({ length: count }, (_, index) => `v${index}`)

describe('an answer may bring', () => {
  for (const [what, rows, sampleSeconds, variables] of [
    ['seconds where the settings say a minute, of thirty variables', 86_400, 60, 30],
    ['twenty turbines of minutes in one table, of a hundred', 20 * 1440, 60, 100],
    ['twenty turbines of seconds in one table, of a hundred', 20 * 86_400, 1, 100],
    ['both oddities at once, of three', 20 * 86_400, 60, 3],
  ] as const) {
    test(`a day of ${what}`, () => {
      assert.ok(mostRows(day, { sampleSeconds, variables: variablesOf(variables) }) >= rows)
    })
  }

  test('an inventory of ten years whose names are escaped in every letter', () => {
    const variables = ['\u0001'.repeat(63), '\u0002'.repeat(63)]
    const interval = { start: 0, end: 3653 * 86_400e6 }
    const entries = Object.fromEntries(
      variables.map((name) => [name, { values: 86_400, fingerprint: '-9223372036854775808' }]),
    )
    const one = JSON.stringify({ day: '2025-01-03', rows: 86_400, variables: entries })
    assert.ok(mostInventoryBytes(interval, { variables }) > 3653 * (one.length + 1))
  })
})

describe('an answer that is too long', () => {
  for (const [what, interval, sampleSeconds, variables, isAdvised] of [
    ['a day of many variables', day, 60, 100, true],
    ['a month', { start: 0, end: 31 * 86_400e6 }, 60, 2, true],
    ['a day whose limit stays the same', day, 60, 2, false],
    ['the shortest interval', day, 1, 100, false],
  ] as const) {
    test(`of ${what} is told ${isAdvised ? '' : 'not '}to set another sample interval`, () => {
      const asked = { sampleSeconds, variables: variablesOf(variables) }
      const { message, code, exit } = tooLong(interval, asked, 12_345, 6e6)
      assert.deepEqual([code, exit], ['answer-too-long', 1])
      assert.match(message, /brought 12345 rows of 1970-01-01T00:00:00Z to .*, 6 MB, and went on/)
      assert.equal(message.includes('set MINUANO_SAMPLE_INTERVAL to'), isAdvised)
      assert.match(
        message,
        /f SOURCE_TABLE holds more than one turbine, let the Connector read one, by SOURCE_WHERE or a view/,
      )
    })
  }
})
