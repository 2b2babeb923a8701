import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createEventReader } from '../../../src/page/web/ask/event-reader.ts'
import { sayCells } from '../../../src/page/web/farm/cell-codes.ts'
import { pressColumn, sortRows } from '../../../src/page/web/farm/sort-rows.ts'
import { createLatest } from '../../../src/page/web/signals/load-latest.ts'
import { nearestRow } from '../../../src/page/web/signals/nearest-row.ts'
import { showNumber } from '../../../src/page/web/signals/show-number.ts'

const row = (asset: string, rank: number, meanPower: number | null) => ({
  asset,
  rank,
  meanPower,
  cells: '',
  wind: [],
  silentSince: null,
  stoppedSince: null,
  suspectWhy: null,
  coverage: null,
  meanWind: null,
})

test('rows are sorted by rank, by names with numbers, and by figures with those without last', () => {
  const rows = [row('T10', 2, null), row('T2', 0, 5), row('T1', 1, 9)]
  const names = (key: 'rank' | 'asset' | 'meanPower', isDescending: boolean) =>
    sortRows(rows, { key, isDescending })
      .map(({ asset }) => asset)
      .join()
  assert.equal(names('rank', false), 'T2,T1,T10')
  assert.equal(names('asset', false), 'T1,T2,T10')
  assert.equal(names('meanPower', true), 'T1,T2,T10')
  assert.equal(names('meanPower', false), 'T2,T1,T10')
  const first = pressColumn({ key: 'rank', isDescending: false }, 'meanPower')
  assert.deepEqual(first, { key: 'meanPower', isDescending: true })
  assert.equal(pressColumn(first, 'meanPower').isDescending, false)
})

test('a row is said in words', () => {
  assert.equal(sayCells('ppp-'), 'producing 75 %, no data 25 %')
})

test('events are read in whatever pieces they come', () => {
  const text = ': hello\n\nevent: job\r\ndata: {"a":1}\r\n\r\nevent: changed\ndata: {}\n\n'
  const expected = [
    { name: 'job', data: '{"a":1}' },
    { name: 'changed', data: '{}' },
  ]
  for (const size of [1, 2, 7, text.length]) {
    const read = createEventReader()
    const pieces = text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? []
    assert.deepEqual(pieces.flatMap(read), expected, `pieces of ${size}`)
  }
})

test('of what is asked for meanwhile, the last is asked alone', async () => {
  const ran: number[] = []
  const waiting: (() => void)[] = []
  const ask = createLatest<number>(
    (wish) =>
      new Promise((resolve) => {
        ran.push(wish)
        waiting.push(resolve)
      }),
    () => undefined,
  )
  for (const wish of [1, 2, 3, 4]) ask(wish)
  waiting[0]!()
  await new Promise(setImmediate)
  waiting[1]!()
  await new Promise(setImmediate)
  ask(5)
  assert.deepEqual(ran, [1, 4, 5])
})

test('the value under the cursor is that of the bin that holds it', () => {
  const time = Float64Array.of(0, 600e6, 1200e6, 6000e6)
  assert.equal(nearestRow(time, 599e6, 600e6), 0)
  assert.equal(nearestRow(time, 600e6, 600e6), 1)
  assert.equal(nearestRow(time, 5500e6, 600e6), 3)
  assert.equal(nearestRow(new Float64Array(0), 0, 600e6), -1)
})

test('a number has the digits that count', () => {
  const said = [1234.567, 7.31842, 0.012345, -3, 0, null, NaN].map((value) => showNumber(value, 5))
  assert.deepEqual(said, ['1,234.6', '7.3184', '0.01235', '-3', '0', '–', '–'])
})
