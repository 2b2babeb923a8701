import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findChanges } from '../../../../src/etl/aggregate/held/find-changes.ts'
import { known } from '../../../../src/etl/aggregate/held/known.ts'
import { reasonNumbers } from '../../../../src/frame/reasons.ts'
import { otherReading } from '../../../../src/time/other-reading.ts'

/** Warsaw's clock showed 02:00 to 02:59 twice, from 00:00Z and from 01:00Z on. */
const at = (clock: string) => Date.parse(`2025-10-26T${clock}Z`) * 1000
const inWarsaw = (time: number) => otherReading('Europe/Warsaw', time)

test('what ends a value in an hour that comes twice ends it in the first, whatever it is', () => {
  for (const [value, reason, what] of [
    [8, 'ambiguous-time', known.doubt],
    [NaN, 'bad-quality', known.nothing],
    [NaN, 'no-value', known.nothing],
  ] as const) {
    const rows = {
      time: Float64Array.of(at('23:30') - 86_400e6, at('01:15'), at('03:00')),
      values: Float64Array.of(7, value, 9),
      reasons: Uint8Array.of(0, reasonNumbers[reason], 0),
      places: undefined,
    }
    const { changes } = findChanges(rows, undefined, 'default', inWarsaw)
    assert.deepEqual([...changes.time].slice(1), [at('00:15'), at('03:00')])
    assert.deepEqual([...changes.what], [known.value, what, known.value])
  }
})
