import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  decodePackedSeries,
  decodePackedSignals,
  packedColumns,
  packedSignalColumns,
} from '../../../src/frame/postgres/packed-series.ts'
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

/** The same of signals. */
const answerOfSignals = (rows: string) =>
  reader.bytes(
    'reading bins',
    `select ${packedSignalColumns} from (${rows}) of (signal_id, "timestamp", value) group by signal_id`,
    new Uint8Array(0),
  )

test('series of many signals come apart by their ids, each by time, with times of their own or shared', async () => {
  const rows = `
    select id, time, id * 1000.0::float8 + extract(epoch from time)::int8 % 1000 from generate_series(1, 3) id,
      generate_series(timestamptz '2025-01-01Z', timestamptz '2025-01-01T01:00Z', '10 minutes') time
    union all select 2147483647, timestamptz '2025-01-02Z', 'NaN'
    union all (select -5, time, extract(epoch from time)::float8
      from generate_series(timestamptz '2025-01-03Z', timestamptz '2025-01-02Z', '-1 hour') time)`
  const series = decodePackedSignals(await answerOfSignals(rows))
  assert.deepEqual(
    [...series.keys()].sort((a, b) => a - b),
    [-5, 1, 2, 3, 2147483647],
  )
  const first = Date.UTC(2025, 0, 1) * 1000
  for (const id of [1, 2, 3]) {
    const { time, values } = series.get(id)!
    assert.deepEqual(
      [...time],
      Array.from({ length: 7 }, (_, bin) => first + bin * 600e6),
    )
    assert.deepEqual(
      [...values],
      [...time].map((at) => id * 1000 + ((at / 1e6) % 1000)),
    )
  }
  assert.deepEqual([...series.get(2147483647)!.values], [NaN])
  const backwards = series.get(-5)!
  assert.equal(backwards.time.length, 25)
  assert.deepEqual([...backwards.time], [...backwards.time.toSorted()])
  assert.ok(backwards.values.every((value, row) => value === backwards.time[row]! / 1e6))
  assert.equal(
    decodePackedSignals(await answerOfSignals('select 1, now(), 1.0::float8 where false')).size,
    0,
  )
})

test('an answer of signals of another shape, or cut anywhere, is refused', async () => {
  const whole = await answerOfSignals(
    `values (1, timestamptz '2025-01-01Z', 1.0::float8), (2, '2025-01-01Z', 2)`,
  )
  for (let end = 0; end < whole.length; end++) {
    assert.throws(() => decodePackedSignals(whole.subarray(0, end)), { code: 'target-refused' })
  }
  for (const question of ['select 1, 2, 3', 'select 1, 2', 'select 1::int8, 2::int8, 3::int8']) {
    const other = await reader.bytes('asking', question, new Uint8Array(0))
    assert.throws(() => decodePackedSignals(other), { code: 'target-refused' })
  }
})
