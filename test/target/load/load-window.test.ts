import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { ensureSignals } from '../../../src/target/tables/ensure-signals.ts'
import { loadWindow } from '../../../src/target/load/load-window.ts'
import type { WindowLoad } from '../../../src/target/load/window-load.ts'
import { openTarget } from '../../../src/target/tables/open-target.ts'
import type { Target } from '../../../src/target/tables/schema.ts'
import type { SignalKey } from '../../../src/signal/signal-name.ts'
import { signalName } from '../../../src/signal/signal-name.ts'
import { dayInterval } from '../../../src/time/day.ts'
import { createTestTarget } from '../../support/target.ts'

const keys: SignalKey[] = (['mean', 'max'] as const).map((statistic) => ({
  asset: '',
  variable: 'power',
  statistic,
  periodSeconds: 600,
}))

async function signalIds(target: Target, of: readonly SignalKey[] = keys): Promise<number[]> {
  const ids = await ensureSignals(target, of, new Map())
  return of.map((key) => ids.get(signalName(key))!)
}

/** Both signals of a span of hours, a value each ten minutes made by `valueAt`; NaN: no row. */
function hours(
  ids: readonly number[],
  start: string,
  count: number,
  valueAt: (bin: number, id: number) => number,
): WindowLoad {
  const from = Date.parse(start) * 1000
  const time = Float64Array.from({ length: count * 6 }, (_, bin) => from + bin * 600e6)
  return {
    days: [{ start: from, end: from + count * 3600e6 }],
    series: ids.map((id) => ({ id, time, values: time.map((_, bin) => valueAt(bin, id)) })),
    ledger: [],
  }
}

async function readRows(target: Target): Promise<[number, string, number][]> {
  const rows = await target.db
    .selectFrom('data')
    .select(['signal_id', 'timestamp', 'value'])
    .orderBy('signal_id')
    .orderBy('timestamp')
    .execute()
  return rows.map((row) => [row.signal_id, row.timestamp.toISOString(), row.value])
}

function expectedRows(load: WindowLoad): [number, string, number][] {
  return load.series.flatMap(({ id, time, values }) =>
    Array.from(time, (instant, row): [number, string, number] => [
      id,
      new Date(instant / 1000).toISOString(),
      values[row]!,
    ]).filter(([, , value]) => !Number.isNaN(value)),
  )
}

async function partitions(target: Target): Promise<string[]> {
  const { rows } = await target.client.query<{ name: string }>(
    `select relname as name from pg_inherits join pg_class on oid = inhrelid where inhparent = 'data'::regclass order by 1`,
  )
  return rows.map(({ name }) => name)
}

describe('loading a window', () => {
  test('creates a new month filled, with a valid foreign key and primary key', async () => {
    const { target } = await createTestTarget()
    const load = hours(await signalIds(target), '2025-01-03T00:00:00Z', 24, (bin) => bin / 3)
    assert.deepEqual(await loadWindow(target, load), [{ inserted: 288, updated: 0, deleted: 0 }])
    assert.deepEqual(await readRows(target), expectedRows(load))
    assert.deepEqual(await partitions(target), ['data_2025_01'])
    await assert.rejects(
      target.client.query(`insert into data values (999999, '2025-01-03T00:00Z', 1)`),
      { code: '23503' },
    )
    await assert.rejects(target.client.query(`insert into data select * from data limit 1`), {
      code: '23505',
    })
  })

  test('loading the same again writes no row, not even a new version of one', async () => {
    const { target } = await createTestTarget()
    const load = hours(await signalIds(target), '2025-01-03T00:00:00Z', 24, (bin) => Math.sin(bin))
    await loadWindow(target, load)
    const versions = async () =>
      (
        await target.client.query<object>(
          'select ctid, xmin from data order by signal_id, "timestamp"',
        )
      ).rows
    const before = await versions()
    assert.deepEqual(await loadWindow(target, load), [{ inserted: 0, updated: 0, deleted: 0 }])
    assert.deepEqual(await versions(), before)
  })

  test('a window over a year’s end makes both months and loads each bin in its own', async () => {
    const { target } = await createTestTarget()
    const load = hours(await signalIds(target), '2024-12-31T22:00:00Z', 4, (bin, id) => bin + id)
    assert.equal((await loadWindow(target, load))[0]!.inserted, 48)
    assert.deepEqual(await readRows(target), expectedRows(load))
    assert.deepEqual(await partitions(target), ['data_2024_12', 'data_2025_01'])
  })

  test('any sequence of loads leaves what the last load of each bin said', async () => {
    const { target } = await createTestTarget()
    const ids = await signalIds(target)
    const value = fc.oneof(
      fc.constant(NaN),
      fc.constantFrom(1, 2),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
    )
    const step = fc.record({
      // Around the turn of a month, so that both ways of loading take part.
      startHour: fc.integer({ min: -30, max: 30 }),
      count: fc.integer({ min: 1, max: 30 }),
      values: fc.array(value, { minLength: 1, maxLength: 8 }),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
        await target.client.query('truncate data')
        const expected = new Map<string, [number, string, number]>()
        for (const { startHour, count, values } of steps) {
          const start = new Date(Date.UTC(2025, 1, 1, startHour)).toISOString()
          const load = hours(ids, start, count, (bin, id) => values[(bin + id) % values.length]!)
          await loadWindow(target, load)
          for (const { id, time } of load.series) {
            for (const instant of time) {
              expected.delete(`${id} ${new Date(instant / 1000).toISOString()}`)
            }
          }
          for (const row of expectedRows(load)) expected.set(`${row[0]} ${row[1]}`, row)
        }
        const sorted = [...expected.values()].sort((a, b) => a[0] - b[0] || (a[1] < b[1] ? -1 : 1))
        assert.deepEqual(await readRows(target), sorted)
      }),
      { numRuns: 40 },
    )
  })

  test('what is no number in the Target is replaced or deleted, and counted', async () => {
    const { target } = await createTestTarget()
    const ids = await signalIds(target)
    const load = (value: (bin: number) => number) => hours(ids, '2025-01-03T00:00:00Z', 24, value)
    await loadWindow(
      target,
      load(() => 1),
    )
    await target.client.query(
      `update data set value = 'NaN' where "timestamp" < '2025-01-03T12:00Z'`,
    )
    await target.client.query(
      `update data set value = '-Infinity' where "timestamp" >= '2025-01-03T12:00Z'`,
    )
    // Of each kind half stays, and half goes.
    const half = load((bin) => (bin % 2 === 0 ? 1 : NaN))
    assert.deepEqual(await loadWindow(target, half), [{ inserted: 0, updated: 144, deleted: 144 }])
    assert.deepEqual(await readRows(target), expectedRows(half))
  })

  test('a row without a value, where somebody allowed one, is deleted though all others are right', async () => {
    const { target } = await createTestTarget()
    const [mean] = await signalIds(target)
    const window = hours([mean!], '2025-01-03T00:00:00Z', 24, () => 1)
    await loadWindow(target, window)
    await target.client.query('alter table data alter value drop not null')
    await target.client.query(
      `insert into data ("timestamp", signal_id, value) values ('2025-01-03T00:01Z', ${mean!}, null)`,
    )
    assert.deepEqual(await loadWindow(target, window), [{ inserted: 0, updated: 0, deleted: 1 }])
  })

  test('touches no other signal of the same window', async () => {
    const { target } = await createTestTarget()
    const [mean, max] = await signalIds(target)
    await loadWindow(
      target,
      hours([mean!, max!], '2025-01-03T00:00:00Z', 24, () => 1),
    )
    const result = await loadWindow(
      target,
      hours([mean!], '2025-01-03T00:00:00Z', 24, () => NaN),
    )
    assert.deepEqual(result, [{ inserted: 0, updated: 0, deleted: 144 }])
    const rows = await readRows(target)
    assert.deepEqual([...new Set(rows.map(([id]) => id))], [max])
    assert.equal(rows.length, 144)
  })

  test('two loads at once of neighbouring new months both succeed, many times over', async () => {
    const { target, url } = await createTestTarget()
    const ids = await signalIds(target)
    const other = await openTarget(url)
    try {
      for (let year = 2000; year < 2015; year++) {
        const first = hours(ids, `${year}-01-31T12:00:00Z`, 24, (bin) => bin)
        const second = hours(ids, `${year}-02-01T12:00:00Z`, 24, (bin) => bin)
        const results = await Promise.all([loadWindow(target, first), loadWindow(other, second)])
        assert.deepEqual(
          results.map(([day]) => day!.inserted),
          [288, 288],
        )
      }
    } finally {
      await other.close()
    }
  })

  test('two loads at once of the same day: one writes, the other finds nothing to change', async () => {
    const { target, url } = await createTestTarget()
    const load = hours(await signalIds(target), '2025-01-03T00:00:00Z', 24, (bin) => bin)
    const other = await openTarget(url)
    try {
      const results = await Promise.all([loadWindow(target, load), loadWindow(other, load)])
      assert.deepEqual(results.map(([day]) => day!.inserted).sort(), [0, 288])
      assert.equal((await readRows(target)).length, 288)
    } finally {
      await other.close()
    }
  })

  test('a reader is not held up while a month is created and attached', async () => {
    const { target, url } = await createTestTarget()
    const ids = await signalIds(target)
    await loadWindow(
      target,
      hours(ids, '2025-01-03T00:00:00Z', 24, () => 1),
    )
    const reader = await openTarget(url)
    try {
      await reader.client.query('begin')
      await reader.client.query('select count(*) from data join signal on signal.id = signal_id')
      // The reader's transaction is open and holds its locks: the load must not need stronger ones.
      await loadWindow(
        target,
        hours(ids, '2025-02-03T00:00:00Z', 24, () => 2),
      )
      const { rows } = await reader.client.query<{ count: string }>('select count(*) from data')
      assert.equal(rows[0]!.count, '576')
      await reader.client.query('commit')
    } finally {
      await reader.close()
    }
  })

  test('an old snapshot sees the month before it was loaded, not half of it', async () => {
    const { target, url } = await createTestTarget()
    const ids = await signalIds(target)
    await loadWindow(
      target,
      hours(ids, '2025-01-03T00:00:00Z', 24, () => 1),
    )
    const reader = await openTarget(url)
    try {
      await reader.client.query('begin isolation level repeatable read')
      const before = await reader.client.query('select count(*) from signal')
      assert.equal(before.rowCount, 1)
      await loadWindow(
        target,
        hours(ids, '2025-01-03T00:00:00Z', 24, () => 2),
      )
      const { rows } = await reader.client.query('select distinct value from data')
      assert.deepEqual(rows, [{ value: 1 }])
      await reader.client.query('commit')
    } finally {
      await reader.close()
    }
  })

  test('a failure within the transaction leaves everything as it was', async () => {
    const { target } = await createTestTarget()
    const ids = await signalIds(target)
    const load = hours(ids, '2025-01-03T00:00:00Z', 24, () => 1)
    await loadWindow(target, load)
    const foreign = hours([...ids, 424242], '2025-01-31T12:00:00Z', 24, () => 2)
    await assert.rejects(loadWindow(target, foreign), { code: 'target-refused' })
    assert.deepEqual(await readRows(target), expectedRows(load))
    assert.deepEqual(await partitions(target), ['data_2025_01'])
  })

  test('a day of a zone is loaded into the UTC months that it touches', async () => {
    const { target } = await createTestTarget()
    const interval = dayInterval('2025-02-01', 'Asia/Kathmandu')
    const time = Float64Array.from({ length: 144 }, (_, bin) => interval.start + bin * 600e6)
    const [id] = await signalIds(target)
    await loadWindow(target, {
      days: [interval],
      series: [{ id: id!, time, values: time }],
      ledger: [],
    })
    assert.deepEqual(await partitions(target), ['data_2025_01', 'data_2025_02'])
    const rows = await readRows(target)
    assert.equal(rows[0]![1], '2025-01-31T18:15:00.000Z')
    assert.equal(rows.length, 144)
  })

  for (const [what, isNew] of [
    ['a new month', true],
    ['a month that is there', false],
  ] as const) {
    test(`of days with a gap, ${what} keeps what lies in the gap, and each day has its counts`, async () => {
      const { target } = await createTestTarget()
      const ids = await signalIds(target)
      const kept = hours(ids, '2025-01-05T00:00:00Z', 24, () => 7)
      if (!isNew) {
        await loadWindow(
          target,
          hours(ids, '2025-01-03T00:00:00Z', 96, (bin) => bin % 2),
        )
        await loadWindow(target, kept)
      }
      const whole = hours(ids, '2025-01-03T00:00:00Z', 96, (bin) => (bin < 144 ? 0 : bin))
      const days = ['2025-01-03', '2025-01-04', '2025-01-06'].map((day) => dayInterval(day, 'UTC'))
      const series = whole.series.map(({ id, time, values }) => {
        const isWanted = time.map((at) => (days.some((d) => d.start <= at && at < d.end) ? 1 : 0))
        const rows = (array: Float64Array) => array.filter((_, row) => isWanted[row] === 1)
        return { id, time: rows(time), values: rows(values) }
      })
      const load = { days, series, ledger: [] }
      assert.deepEqual(
        await loadWindow(target, load),
        isNew
          ? days.map(() => ({ inserted: 288, updated: 0, deleted: 0 }))
          : [144, 288, 288].map((updated) => ({ inserted: 0, updated, deleted: 0 })),
      )
      const expected = [...expectedRows(load), ...(isNew ? [] : expectedRows(kept))]
      assert.deepEqual(
        await readRows(target),
        expected.sort((a, b) => a[0] - b[0] || (a[1] < b[1] ? -1 : 1)),
      )
    })
  }
})
