import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { tableFromIPC } from '@uwdata/flechette'
import { createLoadedTarget, loadDays } from '../support/loaded-target.ts'
import { askDuckDb, createFolder, exportAll, filesIn } from '../support/run-export.ts'

const turbines = { wind_speed: 'm/s', power: 'kW' }
const twoMonths = { from: '2025-01-30', to: '2025-02-02' }

test('a Parquet file has its types, groups that statistics let a reader skip, and says what its times are', async () => {
  const loaded = await createLoadedTarget({ assets: ['T01'], variables: turbines, ...twoMonths })
  const folder = createFolder()
  await exportAll(loaded, folder)
  const path = `'${join(folder, 'asset=T01/month=2025-01/data.parquet')}'`
  const columns = await askDuckDb(
    `select column_name, column_type from (describe from read_parquet(${path}, hive_partitioning = false))`,
  )
  assert.deepEqual(
    columns.map(({ column_name: name, column_type: type }) => [name, type]),
    [
      ['timestamp', 'TIMESTAMP WITH TIME ZONE'],
      ...['power_mean', 'power_std', 'wind_speed_mean', 'wind_speed_std'].map((name) => [
        name,
        'DOUBLE',
      ]),
    ],
  )
  const [group] = await askDuckDb(
    `select stats_min_value as least, stats_max_value as most, compression from parquet_metadata(${path}) where path_in_schema = 'timestamp'`,
  )
  assert.deepEqual(group, {
    least: '2025-01-30 00:00:00+00',
    most: '2025-01-31 23:50:00+00',
    compression: 'SNAPPY',
  })
  const notes = await askDuckDb(
    `select decode(key) as key, decode(value) as value from parquet_kv_metadata(${path})`,
  )
  assert.deepEqual(Object.fromEntries(notes.map(({ key, value }) => [key, value])), {
    timestamp_is_end_of_period: 'false',
    averaging_period_minutes: '10',
    'minuano.asset': 'T01',
    'minuano.month': '2025-01',
    'minuano.time_zone': 'UTC',
    'minuano.bin_seconds': '600',
    'minuano.units':
      '{"power_mean":"kW","power_std":"kW","wind_speed_mean":"m/s","wind_speed_std":"m/s"}',
  })
})

test('the layout long has a row a variable and bin, and CSV and Arrow have the same numbers', async () => {
  const loaded = await createLoadedTarget({ assets: ['T01'], variables: turbines, ...twoMonths })
  const [parquet, csv, arrow] = [createFolder(), createFolder(), createFolder()]
  await exportAll(loaded, parquet, { kind: { layout: 'long' } })
  await exportAll(loaded, csv, { kind: { layout: 'long', format: 'csv' } })
  await exportAll(loaded, arrow, { kind: { layout: 'long', format: 'arrow' } })
  const columns = 'variable, epoch_us(timestamp)::varchar as time, mean, std'
  const ask = (folder: string, ending: string) =>
    askDuckDb(`select ${columns} from '${folder}/*/*/data.${ending}' order by 1, 2`)
  const read = await ask(parquet, 'parquet')
  assert.equal(read.length, 2 * 4 * 144)
  const { rows: held } = await loaded.target.client.query(
    `select variable, (extract(epoch from "timestamp") * 1000000)::int8::text as time,
       max(value) filter (where statistic = 'mean') as mean, max(value) filter (where statistic = 'std') as std
     from signal join data on id = signal_id group by 1, 2 order by 1, 2`,
  )
  assert.deepEqual(read, held)
  assert.deepEqual(await ask(csv, 'csv'), read)
  assert.deepEqual(readArrow(arrow), read)
})

interface ArrowRow {
  readonly variable: string
  /** In milliseconds. */
  readonly timestamp: number
  readonly mean: number
  readonly std: number
}

/** By somebody else's decoder. */
function readArrow(folder: string): object[] {
  const rows = filesIn(folder).flatMap((path) => {
    assert.match(path, /\.arrows$/)
    const table = tableFromIPC(readFileSync(join(folder, path)))
    assert.equal(table.schema.metadata?.get('timestamp_is_end_of_period'), 'false')
    return table.toArray() as unknown as ArrowRow[]
  })
  const found = rows.map(({ variable, timestamp, mean, std }) => ({
    ...{ variable, time: String(timestamp * 1000), mean, std },
  }))
  const keyOf = ({ variable, time }: { variable: string; time: string }) => `${variable} ${time}`
  return found.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
}

test('assets that lack a signal have its column, empty, so that all files are one table', async () => {
  const loaded = await createLoadedTarget(
    { assets: ['T01'], variables: turbines, ...twoMonths },
    { assets: ['T02'], variables: { power: 'kW', pitch: 'deg' }, ...twoMonths },
  )
  const folder = createFolder()
  await exportAll(loaded, folder)
  const read = await askDuckDb(
    `select asset, count(wind_speed_mean)::int as wind, count(pitch_mean)::int as pitch, count(power_mean)::int as power
     from '${folder}/*/*/*.parquet' group by 1 order by 1`,
  )
  assert.deepEqual(read, [
    { asset: 'T01', wind: 576, pitch: 0, power: 576 },
    { asset: 'T02', wind: 0, pitch: 576, power: 576 },
  ])
  // One more variable: all files get its column.
  await loadDays(loaded.target.client, {
    assets: ['T02'],
    variables: { rotor: null },
    ...twoMonths,
  })
  assert.equal((await exportAll(loaded, folder)).written, 4)
})

test('with OpenOA’s names the columns are OpenOA’s, in its units, and what has no name there is told', async () => {
  const loaded = await createLoadedTarget(
    {
      assets: ['T01'],
      variables: { wind_speed: 'm/s', power: 'MW', oil: 'C', p2: null },
      ...twoMonths,
    },
    { assets: ['T02'], variables: { wind_speed: 'furlong/fortnight', power: 'kW' }, ...twoMonths },
  )
  const folder = createFolder()
  const { columns } = await exportAll(loaded, folder, { kind: { names: 'openoa' } })
  assert.deepEqual(columns.unnamed, ['oil', 'p2'])
  assert.deepEqual(
    [...columns.remarks],
    [
      ['power is in MW: WTUR_W is it times 1000, in kW', ['T01']],
      [
        'wind_speed is in furlong/fortnight, which is not known to be m/s: WMET_HorWdSpd is empty',
        ['T02'],
      ],
    ],
  )
  const read = await askDuckDb(
    `select asset_id, count(WMET_HorWdSpd)::int as wind, sum(WTUR_W) as power from '${folder}/*/*/*.parquet' group by 1 order by 1`,
  )
  const { rows: held } = await loaded.target.client.query<{ asset: string; power: number }>(
    `select asset, sum(value * case asset when 'T01' then 1000 else 1 end) as power
     from signal join data on id = signal_id where variable = 'power' and statistic = 'mean' group by 1 order by 1`,
  )
  assert.deepEqual(
    read.map(({ asset_id: asset, wind }) => [asset, wind]),
    [
      ['T01', 576],
      ['T02', 0],
    ],
  )
  held.forEach(({ power }, row) => {
    assert.ok(Math.abs((read[row]!['power'] as number) - power) < 1e-6 * power)
  })
})

test('a variable that the Target does not have is refused, and one that is chosen is alone', async () => {
  const loaded = await createLoadedTarget({ assets: ['T01'], variables: turbines, ...twoMonths })
  const folder = createFolder()
  await assert.rejects(exportAll(loaded, folder, { kind: { variables: ['pitch'] } }), {
    code: 'unknown-variable',
  })
  await exportAll(loaded, folder, { kind: { variables: ['power'] } })
  const columns = await askDuckDb(
    `select column_name from (describe from '${folder}/*/*/*.parquet')`,
  )
  assert.deepEqual(
    columns.map((row) => row['column_name']),
    ['timestamp', 'power_mean', 'power_std', 'asset', 'month'],
  )
})
