import assert from 'node:assert/strict'
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { createLoadedTarget, tellChanges } from '../../support/loaded-target.ts'
import { createLoginRole } from '../../support/create-login-role.ts'
import { askDuckDb, createFolder, exportAll, filesIn } from '../../support/run-export.ts'
import { openTarget } from '../../../src/target/tables/open-target.ts'

const turbines = { wind_speed: 'm/s', power: 'MW' }
const twoMonths = { from: '2025-01-30', to: '2025-02-02' }

/** A farm of three, of which the register knows two: one was uprated in its second month, and will be again. */
async function createFarm() {
  const loaded = await createLoadedTarget({
    assets: ['T01', 'T02', 'T03'],
    variables: turbines,
    ...twoMonths,
  })
  await loaded.target.client.query(`
    insert into asset_register (asset, valid_from, type, rated_power, hub_height, rotor_diameter, latitude, longitude, cut_in_speed, minutes_are) values
      ('T01', null, 'V90', 2, 80, 90, -29.9, -50.3, 3.5, 'samples'),
      ('T01', '2025-02-15', 'V90', 2.2, 80, 90, -29.9, -50.3, 3.5, 'samples'),
      ('T01', '2025-03-01', 'V90', 2.4, 80, 90, -29.9, -50.3, 3.5, 'samples'),
      ('T02', null, 'Tower', null, 100, null, -29.8, -50.4, null, null),
      ('T09', null, 'V90', 2, 80, 90, -29.9, -50.3, 3.5, 'samples')`)
  return loaded
}

const pathIn = (folder: string) => join(folder, '_assets.json')
const read = (folder: string) => JSON.parse(readFileSync(pathIn(folder), 'utf8')) as object[]

test('what the register says of the exported assets stands beside their months, entry by entry', async () => {
  const folder = createFolder()
  const { register } = await exportAll(await createFarm(), folder)
  const uprated = (valid_from: string | null, rated_power: number) => ({
    asset: 'T01',
    valid_from,
    type: 'V90',
    rated_power,
    hub_height: 80,
    rotor_diameter: 90,
    latitude: -29.9,
    longitude: -50.3,
    cut_in_speed: 3.5,
    minutes_are: 'samples',
  })
  const [first, second, third, tower, ...rest] = read(folder)
  assert.deepEqual(
    [first, second, third],
    [uprated(null, 2), uprated('2025-02-15', 2.2), uprated('2025-03-01', 2.4)],
  )
  assert.deepEqual(tower, {
    ...uprated(null, 2),
    asset: 'T02',
    type: 'Tower',
    rated_power: null,
    hub_height: 100,
    rotor_diameter: null,
    latitude: -29.8,
    longitude: -50.4,
    cut_in_speed: null,
    minutes_are: null,
  })
  assert.deepEqual(rest, [])
  assert.deepEqual(register, {
    state: 'written',
    assets: 2,
    rows: 4,
    unknown: ['T03'],
    remarks: new Map(),
  })
  // DuckDB joins it to the months of the same folder.
  const [joined] = await askDuckDb(
    `select count(*)::int as bins, max(rated_power) as most
     from '${folder}/*/*/*.parquet' join '${folder}/_assets.json' as known using (asset) where valid_from is null`,
  )
  assert.deepEqual(joined, { bins: 2 * 4 * 144, most: 2 })
})

test('by OpenOA’s names an asset has the entry of the folder’s last day, its power in kW', async () => {
  const loaded = await createFarm()
  const folder = createFolder()
  const kind = { names: 'openoa' } as const
  const january = await exportAll(loaded, folder, { kind, to: '2025-01-31' })
  const turbine = {
    asset_id: 'T01',
    latitude: -29.9,
    longitude: -50.3,
    rated_power: 2000,
    hub_height: 80,
    rotor_diameter: 90,
    type: 'turbine',
    model: 'V90',
  }
  const tower = {
    ...turbine,
    asset_id: 'T02',
    latitude: -29.8,
    longitude: -50.4,
    rated_power: null,
    hub_height: 100,
    rotor_diameter: null,
    type: 'tower',
    model: 'Tower',
  }
  assert.deepEqual(read(folder), [turbine, tower])
  const remark = "the register's rated power is in MW: rated_power is it times 1000, in kW"
  assert.deepEqual([...january.register!.remarks], [[remark, ['T01']]])

  await exportAll(loaded, folder, { kind })
  assert.deepEqual(read(folder), [{ ...turbine, rated_power: 2200 }, tower])
  // The folder still has February, whatever month is looked at.
  const again = await exportAll(loaded, folder, { kind, from: '2025-01-01', to: '2025-01-31' })
  assert.equal(again.register!.state, 'kept')
  assert.deepEqual(read(folder), [{ ...turbine, rated_power: 2200 }, tower])
})

test('a rated power whose unit is not known is said, and not guessed', async () => {
  const loaded = await createFarm()
  const kind = { names: 'openoa' } as const
  const ratedOf = async (unit: string | null) => {
    await loaded.target.client.query(`update signal set unit = $1 where variable = 'power'`, [unit])
    const folder = createFolder()
    const { register } = await exportAll(loaded, folder, { kind })
    const [turbine] = read(folder) as { rated_power: number | null }[]
    return [turbine!.rated_power, [...register!.remarks.keys()].join()]
  }
  assert.deepEqual(await ratedOf('hp'), [
    null,
    "the register's rated power is in hp, which is not known to be kW: rated_power is empty",
  ])
  assert.deepEqual(await ratedOf(null), [
    2.2,
    "the register's rated power has no unit: it is taken to be in kW",
  ])
})

test('again, it is written where the register changed or somebody edited it, and where it is all left alone', async () => {
  const loaded = await createFarm()
  const { client } = loaded.target
  const folder = createFolder()
  await exportAll(loaded, folder)
  const state = async () => (await exportAll(loaded, folder)).register!.state
  const before = statSync(pathIn(folder)).ino
  assert.equal(await state(), 'kept')
  assert.equal(statSync(pathIn(folder)).ino, before)

  await client.query(`update asset_register set hub_height = 101 where asset = 'T02'`)
  const changed = await exportAll(loaded, folder)
  assert.deepEqual([changed.register!.state, changed.written], ['written', 0])
  assert.equal((read(folder)[3] as { hub_height: number }).hub_height, 101)
  writeFileSync(pathIn(folder), '[]')
  assert.equal(await state(), 'written')
  rmSync(pathIn(folder))
  assert.equal(await state(), 'written')
  assert.equal(read(folder).length, 4)
  assert.equal(await state(), 'kept')
})

test('it goes where nothing is registered any more, or no month is left, and is not made of nothing', async () => {
  const loaded = await createFarm()
  const { client } = loaded.target
  const folder = createFolder()
  await exportAll(loaded, folder)
  await client.query('delete from asset_register')
  const gone = await exportAll(loaded, folder)
  assert.deepEqual([gone.register!.state, gone.removed], ['removed', ['_assets.json']])
  assert.ok(!existsSync(pathIn(folder)))
  assert.equal((await exportAll(loaded, folder)).register!.state, 'none')
  // One that is not ours stays.
  writeFileSync(pathIn(folder), 'mine')
  assert.equal((await exportAll(loaded, folder)).register!.state, 'none')
  assert.equal(readFileSync(pathIn(folder), 'utf8'), 'mine')

  const farm = await createFarm()
  const other = createFolder()
  await exportAll(farm, other)
  await farm.target.client.query('delete from data; delete from load; delete from signal')
  await tellChanges(farm.target.client, { assets: ['T01', 'T02', 'T03'], ...twoMonths })
  const { removed } = await exportAll(farm, other)
  assert.equal(removed.length, 7)
  assert.deepEqual([filesIn(other), existsSync(pathIn(other))], [[], false])
})

test('a folder into which assets are exported one after the other has all of them', async () => {
  const loaded = await createFarm()
  const folder = createFolder()
  const one = await exportAll(loaded, folder, { assets: ['T02'] })
  assert.deepEqual([one.register!.rows, one.register!.unknown], [1, []])
  await exportAll(loaded, folder, { assets: ['T01'] })
  assert.equal(read(folder).length, 4)
})

test('a login that may not select the register exports the rest, and leaves what is there', async () => {
  const loaded = await createFarm()
  const { client } = loaded.target
  const name = `unregistered_${Date.now().toString(36)}`
  const url = await createLoginRole({ url: loaded.url, client }, name)
  await client.query(`
    grant usage on schema minuano_parts to ${name};
    grant select on signal, data, load, changed_day, minuano_parts.minuano_migration to ${name}`)
  const folder = createFolder()
  await exportAll(loaded, folder)
  const target = await openTarget(String(url))
  try {
    const { register, kept } = await exportAll({ url: String(url), target }, folder)
    assert.deepEqual([register!.state, kept], ['unreadable', 6])
    assert.equal(read(folder).length, 4)
  } finally {
    await target.close()
  }
})

test('an export that was broken off leaves it to the next', async () => {
  const loaded = await createFarm()
  const folder = createFolder()
  const controller = new AbortController()
  const onFile = () => controller.abort()
  const { register } = await exportAll(loaded, folder, { signal: controller.signal, onFile })
  assert.equal(register, undefined)
  assert.ok(!existsSync(pathIn(folder)))
  assert.equal((await exportAll(loaded, folder)).register!.state, 'written')
})

test('readers of the whole folder pass over it', async () => {
  const folder = createFolder()
  await exportAll(await createFarm(), folder, { kind: { format: 'csv' } })
  for (const pattern of ['*/*/*.csv', '**/*.csv']) {
    const [found] = await askDuckDb(`select count(*)::int as rows from '${folder}/${pattern}'`)
    assert.deepEqual(found, { rows: 3 * 4 * 144 })
  }
})
