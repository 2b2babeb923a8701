import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { createParquetEncoder } from '../../../src/export/encode/parquet-encoder.ts'
import type { Frame, FrameLayout } from '../../../src/frame/frame.ts'
import { askDuckDb, createFolder } from '../../support/run-export.ts'

const layout: FrameLayout = { timeName: 't', timeDigits: 0, columns: ['a', 'b'] }

function frameOf(start: number, rows: number): Frame {
  const values = (of: (row: number) => number) =>
    Float64Array.from({ length: rows }, (_, row) => of(start + row))
  return {
    time: values((row) => row * 1e6),
    columns: new Map([
      ['a', values((row) => row / 3)],
      ['b', values((row) => [NaN, Infinity, -Infinity, -0, row][row % 5]!)],
    ]),
  }
}

test('frames become groups of rows, with times to the microsecond and nulls for what is no number', async () => {
  const path = join(createFolder(), 'x.parquet')
  const encoder = createParquetEncoder(layout)
  const pieces: Uint8Array[] = []
  // What is given is written over by what comes next.
  const take = (bytes: Uint8Array) => pieces.push(bytes.slice())
  take(encoder.start())
  for (let start = 0; start < 130_000; start += 10_000) take(encoder.rows(frameOf(start, 10_000)))
  take(encoder.end(130_000))
  writeFileSync(path, Buffer.concat(pieces))
  const groups = await askDuckDb(
    `select row_group_num_rows::int as rows, stats_min_value as least, stats_null_count::int as nulls
     from parquet_metadata('${path}') where path_in_schema = 'b' order by row_group_id`,
  )
  assert.deepEqual(
    groups.map(({ rows, nulls }) => [rows, nulls]),
    [
      [50_000, 30_000],
      [50_000, 30_000],
      [30_000, 18_000],
    ],
  )
  const [read] = await askDuckDb(
    `select count(*)::int as rows, count(b)::int as numbers, bool_and(a = epoch_us(t) / 1000000 / 3::double) as same,
       max(epoch_us(t))::varchar as last, bool_and(b is null or b = 0 or b = epoch_us(t) / 1000000) as right
     from '${path}'`,
  )
  assert.deepEqual(read, {
    rows: 130_000,
    numbers: 52_000,
    same: true,
    last: '129999000000',
    right: true,
  })
})

test('many columns leave before they are many rows', async () => {
  const columns = Array.from({ length: 600 }, (_, number) => `c${number}`)
  const path = join(createFolder(), 'x.parquet')
  const encoder = createParquetEncoder({ ...layout, columns })
  const frame = {
    time: Float64Array.from({ length: 900 }, (_, row) => row * 1e6),
    columns: new Map(columns.map((name) => [name, new Float64Array(900).fill(1)])),
  }
  const first = encoder.rows(frame).slice()
  assert.ok(first.length > 900 * 8)
  writeFileSync(path, Buffer.concat([first, encoder.end(900)]))
  const [read] = await askDuckDb(`select sum(c599) as sum from '${path}'`)
  assert.equal(read!['sum'], 900)
})

test('a file without a row is a file of its columns', async () => {
  const path = join(createFolder(), 'x.parquet')
  const encoder = createParquetEncoder({ ...layout, assets: ['T01'], assetColumn: 'asset_id' })
  writeFileSync(path, Buffer.concat([encoder.start(), encoder.end(0)]))
  const columns = await askDuckDb(`select column_name from (describe from '${path}')`)
  assert.deepEqual(
    columns.map((row) => row['column_name']),
    ['t', 'asset_id', 'a', 'b'],
  )
})
