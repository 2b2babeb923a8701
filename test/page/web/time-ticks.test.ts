import assert from 'node:assert/strict'
import { test } from 'node:test'
import { timeTicks } from '../../../src/page/web/clock/time-ticks.ts'
import { dayInterval } from '../../../src/time/day.ts'

const labels = (day: string, zone: string, most: number) => {
  const { start, end } = dayInterval(day, zone)
  return timeTicks(start, end, zone, most).map(({ label }) => label.split('\n')[0])
}

test('a day of 25 hours has its repeated hour twice, and a mark an hour', () => {
  const found = labels('2025-10-26', 'Europe/Berlin', 26)
  assert.equal(found.length, 26)
  assert.deepEqual(found.slice(0, 6), ['00:00', '01:00', '02:00', '02:00', '03:00', '04:00'])
})

test('a day of 23 hours has no mark of the hour that is not', () => {
  const found = labels('2025-03-30', 'Europe/Berlin', 26)
  assert.equal(found.length, 24)
  assert.deepEqual(found.slice(0, 4), ['00:00', '01:00', '03:00', '04:00'])
})

test('a day that begins at one o’clock begins so', () => {
  assert.equal(labels('2018-11-04', 'America/Sao_Paulo', 26)[0], '01:00')
})

test('steps of six hours stand where the clock shows them, also after a change', () => {
  assert.deepEqual(labels('2025-03-30', 'Europe/Berlin', 5), [
    '00:00',
    '06:00',
    '12:00',
    '18:00',
    '00:00',
  ])
})

test('ten years have years, two have months with the year below the first', () => {
  const at = (text: string) => Date.parse(text) * 1000
  const years = timeTicks(at('2016-01-01T00:00Z'), at('2026-01-01T00:00Z'), 'UTC', 11)
  assert.deepEqual([years.length, years[0]?.label, years.at(-1)?.label], [11, '2016', '2026'])
  const months = timeTicks(at('2024-11-01T00:00Z'), at('2025-02-02T00:00Z'), 'UTC', 5)
  assert.deepEqual(
    months.map(({ label }) => label),
    ['Nov\n2024', 'Dec', 'Jan\n2025', 'Feb'],
  )
})
