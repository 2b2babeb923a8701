import assert from 'node:assert/strict'
import {
  appendFileSync,
  cpSync,
  existsSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { createLoadedTarget, tellChanges } from '../support/loaded-target.ts'
import { askDuckDb, createFolder, exportAll, filesIn } from '../support/run-export.ts'

const turbines = { wind_speed: 'm/s', power: 'kW' }
const twoMonths = { from: '2025-01-30', to: '2025-02-02' }

const fileOf = (asset: string, month: string) => `asset=${asset}/month=${month}/data.parquet`

test('an asset’s month is a file, and DuckDB reads from all what the Target holds', async () => {
  const loaded = await createLoadedTarget({
    assets: ['T01', 'T02'],
    variables: turbines,
    ...twoMonths,
  })
  // A bin without a value, and one of which a statistic is not defined.
  await loaded.target.client.query(`
    delete from data where "timestamp" = '2025-01-31T12:00Z';
    delete from data using signal where id = signal_id and statistic = 'std' and "timestamp" = '2025-02-01T12:00Z'`)
  const folder = createFolder()
  const { written, rows, values, bytes, kept, removed } = await exportAll(loaded, folder)
  assert.deepEqual(
    filesIn(folder),
    ['T01', 'T02'].flatMap((asset) => ['2025-01', '2025-02'].map((month) => fileOf(asset, month))),
  )
  const size = filesIn(folder).reduce((sum, path) => sum + statSync(join(folder, path)).size, 0)
  assert.deepEqual([written, kept, removed, bytes], [4, 0, [], size])
  assert.deepEqual([rows, values], [2 * (4 * 144 - 1), 8 * (4 * 144 - 1) - 4])

  const read = await askDuckDb(
    `select asset, month, epoch_us(timestamp)::varchar as time, wind_speed_mean as wind, wind_speed_std as deviation, power_mean as power
     from '${folder}/*/*/*.parquet' order by asset, timestamp`,
  )
  const { rows: held } = await loaded.target.client.query(
    `select asset, to_char("timestamp" at time zone 'UTC', 'YYYY-MM') as month,
       (extract(epoch from "timestamp") * 1000000)::int8::text as time,
       max(value) filter (where variable = 'wind_speed' and statistic = 'mean') as wind,
       max(value) filter (where variable = 'wind_speed' and statistic = 'std') as deviation,
       max(value) filter (where variable = 'power' and statistic = 'mean') as power
     from signal join data on id = signal_id group by asset, "timestamp" order by asset, "timestamp"`,
  )
  assert.deepEqual(read, held)
})

test('again, just what changed since is made: of one asset and month, and nothing where nothing did', async () => {
  const loaded = await createLoadedTarget({
    assets: ['T01', 'T02'],
    variables: turbines,
    ...twoMonths,
  })
  const { client } = loaded.target
  const folder = createFolder()
  await exportAll(loaded, folder)
  const again = await exportAll(loaded, folder)
  assert.deepEqual([again.written, again.kept], [0, 4])

  await client.query(`update data set value = 777 where "timestamp" = '2025-01-31T10:00Z'
    and signal_id = (select id from signal where name = 'T02.power.mean.600')`)
  await tellChanges(client, { assets: ['T02'], from: '2025-01-31', to: '2025-01-31' })
  const changed = await exportAll(loaded, folder)
  assert.deepEqual([changed.written, changed.kept, changed.rows], [1, 3, 288])
  const read = await askDuckDb(
    `select asset, count(*)::int as rows from '${folder}/*/*/*.parquet' where power_mean = 777 group by asset`,
  )
  assert.deepEqual(read, [{ asset: 'T02', rows: 1 }])
})

test('a file that somebody deleted, cut or edited is made again, and one that was only copied is not', async () => {
  const loaded = await createLoadedTarget({
    assets: ['T01', 'T02'],
    variables: turbines,
    ...twoMonths,
  })
  const folder = createFolder()
  await exportAll(loaded, folder)
  const [first, second, third, fourth] = filesIn(folder).map((path) => join(folder, path))
  const before = [first, second, third, fourth].map((path) => readFileSync(path!))
  // A time that can be put back to the digit.
  utimesSync(second!, 1e9, 1e9)
  assert.equal((await exportAll(loaded, folder)).written, 0)
  rmSync(first!)
  appendFileSync(second!, 'x')
  utimesSync(second!, 1e9, 1e9)
  const spoiled = Buffer.from(before[2]!)
  spoiled[100]! ^= 1
  writeFileSync(third!, spoiled)
  utimesSync(third!, 1e9, 1e9)
  utimesSync(fourth!, 1e9, 1e9)
  const { written, kept } = await exportAll(loaded, folder)
  assert.deepEqual([written, kept], [3, 1])
  const after = [first, second, third, fourth].map((path) => readFileSync(path!))
  assert.deepEqual(after, before)
  assert.equal(statSync(fourth!).mtimeMs, 1e12)
  assert.equal((await exportAll(loaded, folder)).written, 0)
})

test('files of months and of assets that hold nothing any more go, with their folders; what is not ours stays', async () => {
  const loaded = await createLoadedTarget({
    assets: ['T01', 'T02'],
    variables: turbines,
    ...twoMonths,
  })
  const { client } = loaded.target
  const folder = createFolder()
  await exportAll(loaded, folder)
  writeFileSync(join(folder, 'asset=T02', 'notes.txt'), 'mine')
  await client.query(`
    delete from data using signal where id = signal_id and asset = 'T01' and "timestamp" < '2025-02-01Z';
    delete from load where asset = 'T01' and day < '2025-02-01'`)
  await tellChanges(client, { assets: ['T01'], from: '2025-01-30', to: '2025-01-31' })
  await client.query(`
    delete from data using signal where id = signal_id and asset = 'T02';
    delete from load where asset = 'T02'; delete from signal where asset = 'T02'`)
  const { removed, written } = await exportAll(loaded, folder)
  assert.equal(written, 0)
  assert.deepEqual([...removed].sort(), [
    fileOf('T01', '2025-01'),
    fileOf('T02', '2025-01'),
    fileOf('T02', '2025-02'),
  ])
  assert.deepEqual(filesIn(folder), [fileOf('T01', '2025-02'), 'asset=T02/notes.txt'])
  assert.ok(!existsSync(join(folder, 'asset=T01', 'month=2025-01')))
  const again = await exportAll(loaded, folder)
  assert.deepEqual([again.removed, again.written, again.kept], [[], 0, 1])
})

test('days that are asked for choose months, which are whole, and leave the files of others', async () => {
  const loaded = await createLoadedTarget({
    assets: ['T01'],
    variables: turbines,
    from: '2024-12-30',
    to: '2025-02-02',
  })
  const folder = createFolder()
  const { written, rows } = await exportAll(loaded, folder, {
    from: '2025-01-10',
    to: '2025-01-12',
  })
  assert.deepEqual([written, rows], [1, 31 * 144])
  await exportAll(loaded, folder)
  await loaded.target.client.query('delete from data')
  await tellChanges(loaded.target.client, { assets: ['T01'], from: '2024-12-30', to: '2025-02-02' })
  const { removed } = await exportAll(loaded, folder, { from: '2025-02-01', to: '2030-01-01' })
  assert.deepEqual(removed, [fileOf('T01', '2025-02')])
  assert.equal(filesIn(folder).length, 2)
})

test('months begin where the plant’s do, on its days of 23 and 25 hours too', async () => {
  const loaded = await createLoadedTarget({
    assets: ['T01'],
    variables: turbines,
    from: '2025-03-30',
    to: '2025-04-02',
  })
  const folder = createFolder()
  await exportAll(loaded, folder, { kind: { timeZone: 'Europe/Lisbon' } })
  const read = await askDuckDb(
    `select month, min(timestamp)::varchar as first, max(timestamp)::varchar as last from '${folder}/*/*/*.parquet' group by month order by month`,
  )
  assert.deepEqual(read, [
    { month: '2025-03', first: '2025-03-30 00:00:00+00', last: '2025-03-31 22:50:00+00' },
    { month: '2025-04', first: '2025-03-31 23:00:00+00', last: '2025-04-02 23:50:00+00' },
  ])
})

test('an asset without a name has a folder that readers take for an empty one', async () => {
  const loaded = await createLoadedTarget({ assets: [''], variables: turbines, ...twoMonths })
  const folder = createFolder()
  await exportAll(loaded, folder)
  const read = await askDuckDb(`select distinct asset from '${folder}/*/*/*.parquet'`)
  assert.deepEqual(read, [{ asset: '' }])
  assert.equal((await exportAll(loaded, folder)).written, 0)
})

test('a folder of another kind of export is refused, with what differs, and stays as it is', async () => {
  const loaded = await createLoadedTarget({ assets: ['T01'], variables: turbines, ...twoMonths })
  const folder = createFolder()
  await exportAll(loaded, folder)
  const before = filesIn(folder)
  await assert.rejects(
    exportAll(loaded, folder, { kind: { format: 'csv', timeZone: 'America/Sao_Paulo' } }),
    {
      code: 'export-refused',
      message: /--format parquet, not csv; --time-zone UTC, not America\/Sao_Paulo/,
    },
  )
  assert.deepEqual(filesIn(folder), before)
})

test('a manifest that is none, or names a place elsewhere, is refused', async () => {
  const loaded = await createLoadedTarget({ assets: ['T01'], variables: turbines, ...twoMonths })
  const entry = { state: '', rows: 1, values: 1, bytes: 1, sha256: '', modified: 0 }
  for (const text of [
    'x',
    '[]',
    '{"version":2,"kind":{},"files":{}}',
    JSON.stringify({ version: 1, kind: {}, files: { '../asset=a/month=2025-01/data.csv': entry } }),
    JSON.stringify({
      version: 1,
      kind: {},
      files: { 'asset=a/../../month=2025-01/data.csv': entry },
    }),
  ]) {
    const folder = createFolder()
    writeFileSync(join(folder, '_minuano.json'), text)
    await assert.rejects(exportAll(loaded, folder), { code: 'export-refused' })
  }
})

test('what a signal breaks off leaves no part of a file, and the next export makes the rest', async () => {
  const loaded = await createLoadedTarget({
    assets: ['T01', 'T02'],
    variables: turbines,
    from: '2024-10-01',
    to: '2025-01-02',
  })
  const folder = createFolder()
  const controller = new AbortController()
  const { written, notBegun } = await exportAll(loaded, folder, {
    signal: controller.signal,
    onFile: () => controller.abort(),
  })
  assert.ok(written >= 1 && notBegun >= 1)
  assert.equal(written + notBegun, 8)
  assert.equal(filesIn(folder).length, written)
  const rest = await exportAll(loaded, folder)
  assert.deepEqual([rest.written, rest.kept], [notBegun, written])
})

test('a file that is broken off in its middle leaves nothing, nor a draft', async () => {
  const loaded = await createLoadedTarget({
    assets: ['T01'],
    variables: turbines,
    from: '2025-01-01',
    to: '2025-01-02',
  })
  const folder = createFolder()
  let pieces = 0
  const signal = {
    get aborted() {
      return pieces > 3
    },
    throwIfAborted() {
      if (++pieces > 3) throw new Error('broken off')
    },
  } as AbortSignal
  const { written, notBegun } = await exportAll(loaded, folder, { signal, mostCells: 100 })
  assert.deepEqual([written, notBegun], [0, 1])
  assert.ok(pieces > 3)
  assert.deepEqual(filesIn(folder), [])
})

test('what a killed export leaves is known: it goes with its asset, and another kind is refused', async () => {
  const loaded = await createLoadedTarget({
    assets: ['T01', 'T02'],
    variables: turbines,
    ...twoMonths,
  })
  const [folder, left] = [createFolder(), createFolder()]
  // A process that is killed here leaves just this.
  await exportAll(loaded, folder, { onFile: () => cpSync(folder, left, { recursive: true }) })
  assert.ok(filesIn(left).includes(fileOf('T01', '2025-01')))
  await assert.rejects(exportAll(loaded, left, { kind: { format: 'csv' } }), {
    code: 'export-refused',
  })
  await loaded.target.client.query(`
    delete from data using signal where id = signal_id and asset = 'T01';
    delete from load where asset = 'T01'; delete from signal where asset = 'T01'`)
  const { removed } = await exportAll(loaded, left)
  assert.ok(removed.includes(fileOf('T01', '2025-01')))
  // Not whole, and passed over by readers, for an hour at most.
  const whole = filesIn(left).filter((path) => !path.endsWith('.tmp'))
  assert.deepEqual(whole, [fileOf('T02', '2025-01'), fileOf('T02', '2025-02')])
})

test('an error leaves no part of a file, and what was whole is known', async () => {
  const loaded = await createLoadedTarget({ assets: ['T01'], variables: turbines, ...twoMonths })
  const folder = createFolder()
  // A file where the next month's folder would be.
  await exportAll(loaded, folder, { to: '2025-01-31' })
  writeFileSync(join(folder, 'asset=T01', 'month=2025-02'), '')
  await assert.rejects(exportAll(loaded, folder), { code: 'export-refused' })
  rmSync(join(folder, 'asset=T01', 'month=2025-02'))
  const { written, kept } = await exportAll(loaded, folder)
  assert.deepEqual([written, kept], [1, 1])
})

test('days are counted by how they stand', async () => {
  const loaded = await createLoadedTarget({
    assets: ['T01', 'T02'],
    variables: turbines,
    from: '2025-01-01',
    to: '2025-01-08',
  })
  await loaded.target.client.query(`
    update load set coverage = 0.9 where asset = 'T01' and day = '2025-01-02' and variable = 'power';
    update load set status = 'failed' where asset = 'T01' and day = '2025-01-03' and variable = 'power';
    update load set status = 'open' where asset = 'T01' and day = '2025-01-04';
    update load set status = 'no-source-data', coverage = 0 where asset = 'T01' and day = '2025-01-05';
    update load set status = 'no-source-data' where asset = 'T01' and day = '2025-01-06' and variable = 'power';
    delete from load where asset = 'T01' and day = '2025-01-07' and variable = 'power';
    delete from load where asset = 'T01' and day = '2025-01-08'`)
  const { days } = await exportAll(loaded, createFolder(), { from: '2025-01-01', to: '2025-01-10' })
  const one = (state: string, day: string) => ({ state, days: 1, first: day, last: day })
  assert.deepEqual(days, {
    from: '2025-01-01',
    to: '2025-01-10',
    unwhole: {
      asked: 20,
      whole: 9,
      notLoaded: 5,
      states: [
        one('failed', '2025-01-03'),
        one('incomplete', '2025-01-02'),
        one('no-source-data', '2025-01-05'),
        one('open', '2025-01-04'),
        { state: 'partly', days: 2, first: '2025-01-06', last: '2025-01-07' },
      ],
    },
  })
})

test('a file whose values are too many to be held is read in pieces, and is as if it were read at once', async () => {
  const month = { from: '2025-01-01', to: '2025-01-31' }
  const loaded = await createLoadedTarget({ assets: ['T01'], variables: turbines, ...month })
  const [pieces, whole] = [createFolder(), createFolder()]
  const sums = async (folder: string) => {
    const columns = ['wind_speed_mean', 'wind_speed_std', 'power_mean', 'power_std']
    const list = columns.map((column) => `sum(${column} * epoch(timestamp))`).join(', ')
    return askDuckDb(`select count(*)::int as rows, ${list} from '${folder}/*/*/*.parquet'`)
  }
  const { rows, values } = await exportAll(loaded, pieces, { mostCells: 1000 })
  assert.deepEqual([rows, values], [31 * 144, 4 * 31 * 144])
  await exportAll(loaded, whole)
  assert.deepEqual(await sums(pieces), await sums(whole))
  const csv = createFolder()
  await exportAll(loaded, csv, { mostCells: 100, kind: { format: 'csv' } })
  const [lines] = await askDuckDb(
    `select count(distinct timestamp)::int as rows from '${csv}/*/*/*.csv'`,
  )
  assert.equal(lines!['rows'], rows)
})
