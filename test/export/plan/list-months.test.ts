import assert from 'node:assert/strict'
import { test } from 'node:test'
import { listMonths } from '../../../src/export/plan/list-months.ts'
import { formatInstant } from '../../../src/time/instant.ts'

test('months touch each other, and begin where the zone’s day does', () => {
  const months = listMonths('2024-11-30', '2025-03-01', 'America/Sao_Paulo')
  assert.deepEqual(
    months.map(({ name, start }) => [name, formatInstant(start)]),
    ['2024-11', '2024-12', '2025-01', '2025-02', '2025-03'].map((name) => [
      name,
      `${name}-01T03:00:00Z`,
    ]),
  )
  months.slice(1).forEach(({ start }, before) => assert.equal(months[before]!.end, start))
})
