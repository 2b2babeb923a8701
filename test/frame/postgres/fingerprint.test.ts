import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import fc from 'fast-check'
import type pg from 'pg'
import {
  createSeriesHasher,
  fingerprintColumns,
  fingerprintOwnRows,
  hashSeed,
  noPlace,
} from '../../../src/frame/postgres/fingerprint.ts'
import { connectToTestDatabase } from '../../support/connect-to-test-database.ts'

let client: pg.Client

before(async () => {
  ;({ client } = await connectToTestDatabase())
})

const time = fc.oneof(
  fc.integer({ min: -5e15, max: 9e15 }),
  fc.constantFrom(0, 946_684_800_000_000, 946_684_799_999_999, 946_684_800_000_000 - 2 ** 32),
)
const value = fc.oneof(
  fc.double(),
  fc.constantFrom(NaN, Infinity, -Infinity, 0, -0, 5e-324, 2 ** 53, -7999),
)

test('a place among rows of one time is the seed of PostgreSQL’s own hash', async () => {
  const place = fc.oneof(fc.integer({ min: 1, max: 1000 }), fc.constant(noPlace))
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(time, value, place), { maxLength: 20 }), async (rows) => {
      const [times, values, places] = [0, 1, 2].map((part) => rows.map((row) => row[part]!))
      const { rows: answer } = await client.query<{ sum: string | null }>(
        `select sum(seed + coalesce(hashfloat8extended(case when v - v = 0 then v end, seed), 0)::numeric)::text as sum
         from (select v, timestamp_hash_extended(
           'epoch'::timestamp + t * interval '1 microsecond', p) as seed from unnest($1::int8[], $2::float8[], $3::int8[]) rows (t, v, p)) of_rows`,
        [times, values, places],
      )
      const columns = new Map([['v', Float64Array.from(values!)]])
      const frame = { time: Float64Array.from(times!), columns }
      const found = fingerprintColumns(frame, Uint32Array.from(places!)).get('v')
      assert.equal(found, answer[0]!.sum ?? '0')
    }),
    { numRuns: 200 },
  )
})

test('a fingerprint is PostgreSQL’s own sum of hashes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(time, value), { maxLength: 40 }), async (rows) => {
      const times = rows.map(([time]) => time)
      const values = rows.map(([, value]) => value)
      const { rows: answer } = await client.query<{ sum: string | null }>(
        `select sum(seed + coalesce(hashfloat8extended(case when v - v = 0 then v end, seed), 0)::numeric)::text as sum
         from (select v, timestamp_hash_extended(
           'epoch'::timestamp + t * interval '1 microsecond', ${hashSeed}) as seed
           from unnest($1::int8[], $2::float8[]) rows (t, v)) of_rows`,
        [times, values],
      )
      const columns = new Map([['v', Float64Array.from(values)]])
      const fingerprint = fingerprintColumns({ time: Float64Array.from(times), columns }).get('v')
      assert.equal(fingerprint, answer[0]!.sum ?? '0')
    }),
    { numRuns: 300 },
  )
})

test('values that change places make another fingerprint', () => {
  const minutes = Float64Array.from({ length: 60 }, (_, row) => 1_735_700_400e6 + row * 60e6)
  const values = Float64Array.from(minutes, (_, row) => 5 + Math.sin(row))
  const fingerprintOf = (column: Float64Array) =>
    fingerprintColumns({ time: minutes, columns: new Map([['v', column]]) }).get('v')
  for (let row = 1; row < values.length; row++) {
    const swapped = values.slice()
    ;[swapped[0], swapped[row]] = [values[row]!, values[0]!]
    assert.notEqual(fingerprintOf(swapped), fingerprintOf(values), `rows 0 and ${row}`)
  }
})

test('a series’ hash is PostgreSQL’s own of the rows that it makes, whether others before had the same times', async () => {
  const hash = createSeriesHasher()
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(time, value, value), { maxLength: 40 }), async (rows) => {
      const times = Float64Array.from(rows, (row) => row[0])
      for (const part of [1, 2] as const) {
        const values = Float64Array.from(rows, (row) => row[part])
        const { rows: answer } = await client.query<{ sum: string | null }>(
          `select sum(hashfloat8extended(v, timestamp_hash_extended(
             'epoch'::timestamp + t * interval '1 microsecond', ${hashSeed})))::text as sum
           from unnest($1::int8[], $2::float8[]) rows (t, v) where v - v = 0`,
          [[...times], [...values]],
        )
        assert.equal(hash(times, values), answer[0]!.sum ?? '0')
      }
    }),
    { numRuns: 200 },
  )
})

test('a fingerprint of own rows is PostgreSQL’s sum, with the hash of a value’s reason', async () => {
  const reason = fc.constantFrom(0, 0, 0, 1, 3, 4, 6, 15, 16, 18)
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(time, value, reason), { maxLength: 40 }), async (rows) => {
      const { rows: answer } = await client.query<{ sum: string | null }>(
        `select sum(seed::numeric + coalesce(hashfloat8extended(v, seed), 0)
             + case when r between 1 and 15 then hashint4extended(r, seed) else 0 end)::text as sum
         from (select case when v - v = 0 then v end as v, r, timestamp_hash_extended(
             'epoch'::timestamp + t * interval '1 microsecond', ${hashSeed}) as seed
           from unnest($1::int8[], $2::float8[], $3::int4[]) rows (t, v, r)) own
         where v is not null or r <> 0`,
        [0, 1, 2].map((part) => rows.map((row) => row[part]!)),
      )
      const frame = {
        time: Float64Array.from(rows, ([instant]) => instant),
        columns: new Map([['v', Float64Array.from(rows, ([, number]) => number)]]),
        reasons: new Map([['v', Uint8Array.from(rows, ([, , byte]) => byte)]]),
      }
      assert.equal(fingerprintOwnRows(frame).get('v'), answer[0]!.sum ?? '0')
    }),
    { numRuns: 200 },
  )
})
