import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodePackedSeries, packedColumns } from '../../../src/frame/postgres/packed-series.ts'
import { createTargetReader } from '../../../src/page/read/target-reader.ts'
import { atEnd } from '../../support/at-end.ts'
import { createTestDatabase } from '../../support/postgres.ts'

const { url } = await createTestDatabase()
const reader = createTargetReader(url, { connections: 1, seconds: 20 })
atEnd(() => reader.close())

/** What PostgreSQL makes of rows, read into room of so many bytes. */
const answer = (rows: string, room = 0) =>
  reader.bytes(
    'reading bins',
    `select ${packedColumns} from (${rows}) of ("timestamp", value)`,
    new Uint8Array(room),
  )

test('times before 1970 and after 2000, microseconds, and every kind of value are as PostgreSQL has them', async () => {
  const rows = `values (timestamptz '1901-02-03T04:05:06.789012Z', 0.1::float8), ('1999-12-31T23:59:59.999999Z', '-0'),
    ('2025-01-01Z', null), ('2025-01-02Z', 'NaN'), ('2025-01-03Z', 'infinity'), ('2025-01-04Z', 5e-324)`
  const { time, values } = decodePackedSeries(await answer(rows))
  assert.deepEqual(
    [...time],
    [
      Date.UTC(1901, 1, 3, 4, 5, 6, 789) * 1000 + 12,
      Date.UTC(2000, 0, 1) * 1000 - 1,
      ...[1, 2, 3, 4].map((day) => Date.UTC(2025, 0, day) * 1000),
    ],
  )
  assert.deepEqual([...values], [0.1, -0, NaN, NaN, NaN, 5e-324])
})

test('no rows are an empty series', async () => {
  const { time, values } = decodePackedSeries(await answer('select now(), 1.0::float8 where false'))
  assert.deepEqual([time.length, values.length], [0, 0])
})

test('an answer larger than the room that was made for it is whole', async () => {
  const rows = `select timestamptz '2025-01-01Z' + n * interval '1 s', n::float8 from generate_series(0, 99999) n`
  const { time, values } = decodePackedSeries(await answer(rows, 1000))
  assert.equal(time.length, 100_000)
  assert.ok(values.every((value, row) => value === row))
})

test('an answer of another shape, or cut anywhere, is refused', async () => {
  const whole = await answer(`values (timestamptz '2025-01-01Z', 1.0::float8)`)
  for (let end = 0; end < whole.length; end++) {
    assert.throws(() => decodePackedSeries(whole.subarray(0, end)), { code: 'target-refused' })
  }
  const other = await reader.bytes('asking', 'select 1, 2, 3', new Uint8Array(0))
  assert.throws(() => decodePackedSeries(other), { code: 'target-refused' })
})
