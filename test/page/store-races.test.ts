import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadConfig } from '../../src/config/load-config.ts'
import type { PlantFacts } from '../../src/page/read/read-plant.ts'
import { readPoints } from '../../src/page/read/read-points.ts'
import { findSeries } from '../../src/page/read/series.ts'
import { createSeriesStore } from '../../src/page/read/series-store.ts'
import { createTargetReader } from '../../src/page/read/target-reader.ts'
import type { TargetReader } from '../../src/page/read/target-reader.ts'
import { atEnd } from '../support/at-end.ts'
import { createTestTarget } from '../support/target.ts'
import { writeBins } from './bin-target.ts'

const start = Date.UTC(2025, 0, 1) * 1000
const month = 144 * 31
const whole = { start, end: Date.UTC(2025, 1, 11) * 1000 }
const january = { start, end: Date.UTC(2025, 1, 1) * 1000 }

/** Two variables of 41 days, and a reader whose answers of bins can be kept back. */
async function createTwo() {
  const { target, url } = await createTestTarget()
  for (const variable of ['wind_speed', 'power']) {
    await writeBins(target.client, {
      variable,
      from: '2025-01-01',
      count: month + 1440,
      mean: 'n % 10',
    })
  }
  const reader = createTargetReader(url, { connections: 6, seconds: 20 })
  atEnd(() => reader.close())
  const facts: PlantFacts = {
    assets: [''],
    variables: ['wind_speed', 'power'].map((name) => ({
      name,
      unit: null,
      kind: 'scalar',
      statistics: ['mean', 'min', 'max'],
    })),
    wind: 'wind_speed',
    power: 'power',
    first: '2025-01-01',
    last: '2025-02-10',
  }
  const find = (variable: string) =>
    findSeries(reader, facts, loadConfig({}), { asset: '', variable })
  return { target, reader, wind: await find('wind_speed'), power: await find('power') }
}

/** A promise, and what keeps it. */
function gateway() {
  let resolve = (): void => undefined
  const promise = new Promise<void>((kept) => (resolve = kept))
  return { promise, resolve: () => resolve() }
}

/** Keeps back what `bytes` answers of one series from now on. */
function keepingBack(reader: TargetReader) {
  const gates: { readonly ids: ReadonlySet<number>; readonly open: Promise<void> }[] = []
  const held: TargetReader = {
    ...reader,
    bytes: async (what, statement, room) => {
      const id = Number(/signal_id = (\d+)/.exec(statement)![1])
      const gate = gates.find(({ ids }) => ids.has(id))
      await gate?.open
      return reader.bytes(what, statement, room)
    },
  }
  return {
    held,
    keepBack(ids: Iterable<number>) {
      const { promise, resolve } = gateway()
      gates.push({ ids: new Set(ids), open: promise })
      return () => {
        gates.length = 0
        resolve()
      }
    },
  }
}

test('what is being read is answered whole, though another series needs the room meanwhile', async () => {
  const { reader, wind, power } = await createTwo()
  const keeping = keepingBack(reader)
  const { held } = keeping
  const store = createSeriesStore(held, 1000)
  const read = async (series: typeof wind, interval: typeof whole) => {
    const query = { interval, points: 40_000, withDeviation: false }
    return (await readPoints(held, store, series, query, () => undefined)).frame.time.length
  }
  assert.equal(await read(wind, january), month)
  const letGo = keeping.keepBack(Object.values(wind.ids))
  const asked = read(wind, whole)
  assert.equal(await read(power, whole), month + 1440)
  letGo()
  assert.equal(await asked, month + 1440)
})

test('who ask at once for months of a series that nobody has read each have theirs, and no month is read twice', async () => {
  const { reader, wind } = await createTwo()
  let reads = 0
  const counting: TargetReader = {
    ...reader,
    bytes: (what, statement, room) => {
      reads++
      return reader.bytes(what, statement, room)
    },
  }
  const store = createSeriesStore(counting)
  const february = { start: january.end, end: whole.end }
  const read = async (interval: typeof whole) =>
    (await store.read(wind, await store.look(wind, interval), interval)).time.length
  const asked = [january, february, february, february, whole].map(read)
  assert.deepEqual(await Promise.all(asked), [month, 1440, 1440, 1440, month + 1440])
  // A mean, a least and a greatest of each.
  assert.equal(reads, 6)
})

test('a series that was let go of says so, and has no rows rather than none', async () => {
  const { reader, wind, power } = await createTwo()
  const store = createSeriesStore(reader, 1000)
  const holding = await store.look(wind, whole)
  await store.fill(wind, holding)
  assert.equal(store.rows(wind, holding, whole)!.time.length, month + 1440)
  await store.fill(power, await store.look(power, whole))
  assert.equal(store.rows(wind, holding, whole), undefined)
})

test('a look that was answered before a change, and comes after it was told, is not what others are content with', async () => {
  const { target, reader, wind } = await createTwo()
  const began = gateway()
  const letGo = gateway()
  let isLate = false
  const late: TargetReader = {
    ...reader,
    rows: async <Row extends object>(what: string, statement: string) => {
      const isHeldBack = isLate
      const rows = await reader.rows<Row>(what, statement)
      if (isHeldBack && what === 'looking for loads') {
        began.resolve()
        await letGo.promise
      }
      return rows
    },
  }
  const store = createSeriesStore(late, undefined, () => 0)
  const greatest = async (isHeldEnough: boolean) => {
    const query = { interval: whole, points: 40_000, withDeviation: false, isHeldEnough }
    const { frame } = await readPoints(late, store, wind, query, () => undefined)
    return Math.max(...frame.columns.get('max')!)
  }
  assert.equal(await greatest(false), 9)
  isLate = true
  const old = greatest(false)
  await began.promise
  isLate = false
  await target.client.query(`
    update data set value = 5000 where signal_id = ${wind.ids.max} and "timestamp" = '2025-02-03T00:00Z';
    update load set started_at = started_at + interval '1 second'`)
  store.forgetLooks()
  letGo.resolve()
  await old
  assert.equal(await greatest(true), 5000)
})
