import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { loadParts } from '../../../src/target/load/load-parts.ts'
import { mergeMonths } from '../../../src/target/partitions/merge-months.ts'
import type { Target } from '../../../src/target/tables/schema.ts'
import { createFarmTarget } from '../../support/farm.ts'

const hour = 3600e6
const turn = Date.parse('2025-02-01T00:00Z') * 1000
/** When both months are over, so that merges take part. */
const later = Date.parse('2025-04-01T00:00Z') * 1000

async function readRows(target: Target): Promise<string[]> {
  const { rows } = await target.client.query<{ line: string }>(
    `select concat_ws(' ', signal_id, extract(epoch from "timestamp")::int8, value) as line from data order by 1`,
  )
  return rows.map(({ line }) => line)
}

const step = fc.record({
  /** Around the turn of a month. */
  startHour: fc.integer({ min: -60, max: 60 }),
  hours: fc.integer({ min: 1, max: 40 }),
  /** Hours that are left out in the middle: the window then has two days. */
  gap: fc.constantFrom(0, 0, 5),
  assets: fc.subarray([0, 1, 2], { minLength: 1 }),
  isLarge: fc.boolean(),
  isUnderWay: fc.boolean(),
  mergesThen: fc.boolean(),
  /** Signals that the load names before its parts come: of so many of its assets, or of none. */
  named: fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined }),
  values: fc.array(fc.constantFrom(NaN, 1, 2), { minLength: 1, maxLength: 5 }),
})

test('any order of loads, large and small, with merges between, leaves what the last of each bin said', async () => {
  const { target, farm } = await createFarmTarget(3, 1)
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 7 }), async (steps) => {
      await dropAll(target)
      const expected = new Map<string, string>()
      for (const {
        startHour,
        hours,
        gap,
        assets,
        isLarge,
        isUnderWay,
        values,
        named,
        ...rest
      } of steps) {
        const start = turn + startHour * hour
        const ends = gap === 0 ? [start + hours * hour] : [start + hour, start + (hours + 6) * hour]
        const days = ends.map((end, index) => ({
          day: `2025-01-0${index + 1}`,
          start: index === 0 ? start : ends[0]! + gap * hour,
          end,
        }))
        const valueAt = (instant: number, id: number) =>
          values[(instant / 600e6 + id) % values.length]!
        const parts = assets.map((asset) => {
          const { days: of, series } = farm.part(farm.assets[asset]!, days, valueAt)
          return { days: of, series, ledger: [] }
        })
        const expectedValues = isLarge ? 1e6 : 1
        const until = days.at(-1)!.end + 7 * hour
        const ids = parts.slice(0, named).flatMap(({ series }) => series.map(({ id }) => id))
        const window = {
          days,
          expectedValues,
          ...(named === undefined ? {} : { ids }),
          ...(isUnderWay ? { until } : {}),
        }
        const results = await loadParts(target, window, parts)
        let inserted = 0
        let deleted = 0
        for (const { series } of parts) {
          for (const { id, time, values } of series) {
            for (const [row, instant] of time.entries()) {
              const key = `${id} ${instant / 1e6}`
              const value = values[row]!
              const isStored = expected.has(key)
              if (Number.isNaN(value)) {
                if (expected.delete(key)) deleted++
              } else {
                expected.set(key, `${key} ${value}`)
                if (!isStored) inserted++
              }
            }
          }
        }
        const sum = (kind: 'inserted' | 'deleted') =>
          results.flat().reduce((total, day) => total + day[kind], 0)
        assert.deepEqual([sum('inserted'), sum('deleted')], [inserted, deleted])
        if (rest.mergesThen) await mergeMonths(target, { say: () => undefined, now: later })
      }
      assert.deepEqual(await readRows(target), [...expected.values()].sort())
    }),
    { numRuns: 60 },
  )
})

async function dropAll({ client }: Target): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select inhrelid::regclass::text as name from pg_inherits where inhparent = 'data'::regclass`,
  )
  for (const { name } of rows) await client.query(`drop table ${name}`)
}
