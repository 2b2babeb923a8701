import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { loadParts } from '../../../src/target/load/load-parts.ts'
import type { WindowLoad } from '../../../src/target/load/window-load.ts'
import type { Target } from '../../../src/target/tables/schema.ts'
import { addDays } from '../../../src/time/day.ts'
import {
  createFarmTarget,
  demandKeys,
  dumpTarget,
  farmDay,
  listPartitions,
  someValue,
} from '../../support/farm.ts'
import type { Farm, FarmDay, ValueAt } from '../../support/farm.ts'

/** 14 assets of 9 variables: 72,576 values a day, a large load. */
const [size, variables] = [14, 9]

/** Loads days of a farm, or of some assets of it; gives the values inserted, updated and deleted. */
async function load(
  target: Target,
  farm: Farm,
  days: readonly FarmDay[],
  { assets = farm.assets, valueAt = someValue, until }: LoadOptions = {},
): Promise<[inserted: number, updated: number, deleted: number]> {
  const parts = assets.map((asset) => farm.part(asset, days, valueAt))
  const expectedValues = parts.reduce(
    (sum, { series }) => sum + series.length * series[0]!.time.length,
    0,
  )
  const ids = parts.flatMap(({ series }) => series.map(({ id }) => id))
  const window = { days, expectedValues, ids, ...(until === undefined ? {} : { until }) }
  const results = await loadParts(target, window, parts)
  assert.deepEqual(
    results.map((result) => result.length),
    parts.map(({ days }) => days.length),
  )
  const sum = (kind: 'inserted' | 'updated' | 'deleted') =>
    results.flat().reduce((total, day) => total + day[kind], 0)
  return [sum('inserted'), sum('updated'), sum('deleted')]
}

interface LoadOptions {
  readonly assets?: readonly string[]
  readonly valueAt?: ValueAt
  readonly until?: number
}

/** The COPYs that read of the Target meanwhile. */
async function readingsOf({ client }: Target, work: () => Promise<unknown>): Promise<string[]> {
  // pg has it, and its types do not.
  const { connection } = client as unknown as { connection: { query: (text: string) => void } }
  const sent: string[] = []
  const query = connection.query.bind(connection)
  connection.query = (text) => {
    sent.push(text)
    query(text)
  }
  await work().finally(() => (connection.query = query))
  return sent.filter((text) => /^copy \(/.test(text))
}

const perDay = size * variables * 4 * 144
const perAsset = variables * 4 * 144

async function versions({ client }: Target): Promise<object[]> {
  const { rows } = await client.query<object>(
    'select tableoid, ctid, xmin from data order by signal_id, "timestamp"',
  )
  return rows
}

/** Everything that a fresh Target holds after one load. */
async function freshDump(days: readonly FarmDay[], options: LoadOptions = {}): Promise<string[]> {
  const { target, farm } = await createFarmTarget(size, variables)
  await load(target, farm, days, options)
  return dumpTarget(target)
}

describe('loading many assets at once', () => {
  test('makes one table for days that no partition covers, sorted out by asset and day', async () => {
    const { target, farm } = await createFarmTarget(size, variables)
    const days = [farmDay('2025-01-03'), farmDay('2025-01-04'), farmDay('2025-01-06')]
    assert.deepEqual(await load(target, farm, days), [3 * perDay, 0, 0])
    assert.deepEqual(await listPartitions(target), [
      'data_20250103_20250105 2025-01-03 00:00:00 to 2025-01-05 00:00:00',
      'data_20250106_20250107 2025-01-06 00:00:00 to 2025-01-07 00:00:00',
    ])
    await demandKeys(target, '2025-01-03T00:10Z')
    const { rows } = await target.client.query(
      `select (select count(*)::int from load) as days, (select count(*)::int from bin_reason) as bins,
         (select count(*)::int from data join signal on id = signal_id
          where abs(value - id - extract(epoch from "timestamp") / 600 / 1e6) < 1e-9) as right`,
    )
    assert.deepEqual(rows, [{ days: 3 * size * variables, bins: 3 * size, right: 3 * perDay }])
  })

  test('a table takes the local days of the window, and the next window’s begins where it ends', async () => {
    const { target, farm } = await createFarmTarget(size, variables)
    for (const day of ['2025-01-31', '2025-02-01']) {
      const local = farmDay(day, 'America/Sao_Paulo')
      assert.deepEqual(await load(target, farm, [local]), [perDay, 0, 0])
    }
    assert.deepEqual(await listPartitions(target), [
      'data_20250131t03_20250201t03 2025-01-31 03:00:00 to 2025-02-01 03:00:00',
      'data_20250201t03_20250202t03 2025-02-01 03:00:00 to 2025-02-02 03:00:00',
    ])
  })

  test('a day that is under way has a table for all of it, which grows', async () => {
    const { target, farm } = await createFarmTarget(size, variables)
    const whole = farmDay('2025-01-03')
    const at = (hour: number) => ({ ...whole, end: whole.start + hour * 3600e6 })
    const options = { until: whole.end }
    assert.deepEqual(await load(target, farm, [at(1)], options), [perDay / 24, 0, 0])
    const table = 'data_20250103_20250104 2025-01-03 00:00:00 to 2025-01-04 00:00:00'
    assert.deepEqual(await listPartitions(target), [table])
    assert.deepEqual(await load(target, farm, [at(9)], options), [(8 * perDay) / 24, 0, 0])
    assert.deepEqual(await load(target, farm, [whole], options), [(15 * perDay) / 24, 0, 0])
    assert.deepEqual(await listPartitions(target), [table])
    assert.deepEqual(await dumpTarget(target), await freshDump([whole]))
  })

  test('the same again writes no row, not even a new version of one', async () => {
    const { target, farm } = await createFarmTarget(size, variables)
    const days = [farmDay('2025-01-03'), farmDay('2025-01-04')]
    await load(target, farm, days)
    const before = await versions(target)
    assert.deepEqual(await load(target, farm, days), [0, 0, 0])
    assert.deepEqual(await versions(target), before)
  })

  test('rows of signals whose values are as they were are not read', async () => {
    const { target, farm } = await createFarmTarget(size, variables)
    const days = [farmDay('2025-01-03')]
    await load(target, farm, days)
    assert.deepEqual(await readingsOf(target, () => load(target, farm, days)), [])
    const [asset] = farm.assets
    const valueAt: ValueAt = (instant, id) =>
      id === 1 && instant === days[0]!.start ? -1 : someValue(instant, id)
    let counts: number[] = []
    const [reading, ...more] = await readingsOf(target, async () => {
      counts = await load(target, farm, days, { assets: [asset!], valueAt })
    })
    assert.deepEqual(counts, [0, 1, 0])
    assert.match(reading!, /signal_id in \(1\) /)
    assert.deepEqual(more, [])
  })

  test('what differs is written where it stands, by part and by day', async () => {
    const { target, farm } = await createFarmTarget(size, variables)
    const days = [farmDay('2025-01-03'), farmDay('2025-01-04')]
    await load(target, farm, days)
    const [first, second] = farm.assets
    const changed = (asset: string, valueAt: ValueAt) => farm.part(asset, days, valueAt)
    const parts = [
      changed(first!, (instant, id) => (instant < days[1]!.start ? 1 : someValue(instant, id))),
      changed(second!, (instant, id) => (instant < days[1]!.start ? someValue(instant, id) : NaN)),
    ]
    const none = { inserted: 0, updated: 0, deleted: 0 }
    assert.deepEqual(await loadParts(target, { days, expectedValues: 4 * perAsset }, parts), [
      [{ ...none, updated: perAsset }, none],
      [none, { ...none, deleted: perAsset }],
    ])
  })

  test('an error of the parts’ own is thrown as it is, and leaves nothing', async () => {
    const { target, farm } = await createFarmTarget(size, variables)
    const days = [farmDay('2025-01-03')]
    const fault = new Error('the Connector is gone')
    async function* parts(): AsyncGenerator<WindowLoad> {
      for (const asset of farm.assets) yield farm.part(asset, days, someValue)
      await Promise.reject(fault)
    }
    await assert.rejects(loadParts(target, { days, expectedValues: perDay }, parts()), fault)
    assert.deepEqual(await listPartitions(target), [])
    assert.deepEqual(await dumpTarget(target), [])
    // The connection is free for the next.
    assert.deepEqual(await load(target, farm, days), [perDay, 0, 0])
  })

  test('nothing at all makes no table', async () => {
    const { target, farm } = await createFarmTarget(size, variables)
    assert.deepEqual(
      await load(target, farm, [farmDay('2025-01-03')], { valueAt: () => NaN }),
      [0, 0, 0],
    )
    assert.deepEqual(await listPartitions(target), [])
    assert.deepEqual(await loadParts(target, { days: [], expectedValues: 0 }, []), [])
  })

  test('a part with days that the window has not is refused, and nothing is written', async () => {
    const { target, farm } = await createFarmTarget(size, variables)
    const [day, other] = [farmDay('2025-01-03'), farmDay('2025-01-05')]
    const parts = [farm.part('T001', [day], someValue), farm.part('T002', [other], someValue)]
    await assert.rejects(loadParts(target, { days: [day], expectedValues: perDay }, parts), {
      message: /a part has days that its window has not/,
    })
    assert.deepEqual(await dumpTarget(target), [])
  })

  test('a window of more than a month is cut where months end', async () => {
    const { target, farm } = await createFarmTarget(1, 1)
    const days = Array.from({ length: 40 }, (_, index) => farmDay(addDays('2025-01-20', index)))
    const part = farm.part('T001', days, someValue)
    await loadParts(target, { days, expectedValues: 40 * 60_000 }, [part])
    assert.deepEqual(await listPartitions(target), [
      'data_20250120_20250201 2025-01-20 00:00:00 to 2025-02-01 00:00:00',
      'data_2025_02 2025-02-01 00:00:00 to 2025-03-01 00:00:00',
    ])
  })
})
