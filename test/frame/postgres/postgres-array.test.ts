import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import pg from 'pg'
import { encodeRowArrays } from '../../../src/frame/postgres/postgres-array.ts'
import { createTestDatabase } from '../../support/postgres.ts'

test('PostgreSQL reads arrays of rows as they were, to the microsecond and the last bit', async () => {
  const client = new pg.Client((await createTestDatabase()).url)
  await client.connect()
  try {
    const instant = fc.integer({ min: -8_000_000_000_000_000, max: 9_000_000_000_000_000 })
    const one = fc.record({
      id: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
      rows: fc.array(fc.tuple(instant, fc.double({ noDefaultInfinity: true, noNaN: true }))),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(one, { maxLength: 4 }), async (all) => {
        const series = all.map(({ id, rows }) => ({
          id,
          time: Float64Array.from(rows, ([time]) => time),
          values: Float64Array.from(rows, ([, value]) => value),
        }))
        const { count, ids, times, values } = encodeRowArrays(series)
        const { rows } = await client.query<{ id: number; time: string; value: number }>(
          `select id, (extract(epoch from time) * 1000000)::bigint::text as time, value
           from unnest($1::int[], $2::timestamptz[], $3::float8[]) with ordinality as r (id, time, value, n)
           order by n`,
          [ids, times, values],
        )
        assert.equal(count, rows.length)
        const expected = all.flatMap(({ id, rows }) =>
          rows.map(([time, value]) => ({ id, time: String(time), value })),
        )
        assert.deepEqual(rows, expected)
      }),
      { numRuns: 100 },
    )
  } finally {
    await client.end()
  }
})
