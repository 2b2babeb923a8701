import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadParts } from '../../../src/target/load/load-parts.ts'
import { loadWindow } from '../../../src/target/load/load-window.ts'
import type { LoadResult } from '../../../src/target/load/window-load.ts'
import type { Target } from '../../../src/target/tables/schema.ts'
import type { Day } from '../../../src/time/day.ts'
import { createFarmTarget, dumpTarget, farmDay, someValue } from '../../support/farm.ts'
import type { Farm } from '../../support/farm.ts'

const daysIn = (zone: string, days: readonly Day[]) => days.map((day) => farmDay(day, zone))

type Load = (target: Target, farm: Farm, days: ReturnType<typeof daysIn>) => Promise<LoadResult[][]>

const oneByOne: Load = async (target, farm, days) => {
  const results = []
  for (const asset of farm.assets)
    results.push(await loadWindow(target, farm.part(asset, days, someValue)))
  return results
}

const together: Load = (target, farm, days) => {
  const parts = farm.assets.map((asset) => farm.part(asset, days, someValue))
  return loadParts(target, { days, expectedValues: 1 }, parts)
}

/** Two days of UTC, and then, of all assets but the last, days of another zone that reach into them. */
async function change(zone: string, days: readonly Day[], load: Load) {
  const { target, farm } = await createFarmTarget(4, 1)
  await oneByOne(target, farm, daysIn('UTC', ['2025-01-31', '2025-02-01', '2025-02-02']))
  const some = { ...farm, assets: farm.assets.slice(0, -1) }
  return { results: await load(target, some, daysIn(zone, days)), dump: await dumpTarget(target) }
}

for (const [zone, days] of [
  ['America/Sao_Paulo', ['2025-01-31', '2025-02-01']],
  ['America/Sao_Paulo', ['2025-02-01']],
  ['Asia/Kathmandu', ['2025-02-01', '2025-02-03']],
  ['Asia/Kathmandu', ['2025-02-03']],
] as const) {
  test(`days of ${zone} (${days.join(', ')}) of many assets cut those of another zone as they do asset by asset`, async () => {
    const expected = await change(zone, days, oneByOne)
    const seen = await change(zone, days, together)
    assert.ok(expected.results.flat().some(({ former }) => former !== undefined))
    assert.deepEqual(seen, expected)
  })
}

test('two parts of one asset, with days of their own, do not undo each other', async () => {
  const { target, farm } = await createFarmTarget(1, 1)
  await oneByOne(target, farm, daysIn('UTC', ['2025-02-01', '2025-02-02', '2025-02-03']))
  const [first, second] = daysIn('America/Sao_Paulo', ['2025-02-01', '2025-02-02'])
  const window = { days: [first!, second!], expectedValues: 1 }
  const parts = [farm.part('T001', [first!], someValue), farm.part('T001', [second!], someValue)]
  await loadParts(target, window, parts)
  const { rows } = await target.client.query(
    `select count(*)::int as values, (min("timestamp") at time zone 'UTC')::text as first,
       (max("timestamp") at time zone 'UTC')::text as last from data`,
  )
  const [from, to] = ['2025-02-01 03:00:00', '2025-02-03 23:50:00']
  assert.deepEqual(rows, [{ values: 4 * (2 * 144 + 126), first: from, last: to }])
})
