import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import fc from 'fast-check'
import type pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { concatFrames } from '../../src/frame/frame.ts'
import type { Frame } from '../../src/frame/frame.ts'
import {
  copyHeader,
  copyTrailer,
  createCopyDecoder,
  encodeCopyRows,
  encodeCopySeries,
} from '../../src/frame/postgres/postgres-copy.ts'
import { copyIn } from '../../src/postgres/copy-in.ts'
import { frameCase, makeFrame } from '../frame/frame-arbitrary.ts'
import { cutFrame, expectedRows, rowsOf } from '../frame/frame-parts.ts'
import { connectToTestDatabase } from '../support/connect-to-test-database.ts'

let client: pg.Client
before(async () => {
  ;({ client } = await connectToTestDatabase())
  await client.query('create table wide ("timestamp" timestamptz, a float8, b float8)')
  await client.query('create table series (id int, "timestamp" timestamptz, value float8)')
})

const columns = ['a', 'b']
const copyWide = 'copy wide from stdin (format binary)'

/** The chunks of a COPY of these frames. */
function* copyOf(frames: readonly Frame[]): Generator<Uint8Array> {
  yield copyHeader()
  for (const frame of frames) yield encodeCopyRows(frame)
  yield copyTrailer()
}

async function readOut(statement: string, names: readonly string[]): Promise<Frame> {
  const decoder = createCopyDecoder(names, 7)
  const frames: Frame[] = []
  for await (const chunk of client.query(copyTo(statement))) {
    frames.push(...decoder.push(chunk as Uint8Array))
  }
  return concatFrames([...frames, decoder.end()], names)
}

async function countWide(): Promise<number | undefined> {
  const { rows } = await client.query<{ count: number }>('select count(*)::int as count from wide')
  return rows[0]?.count
}

test('any frame goes into PostgreSQL and comes out of it', async () => {
  await fc.assert(
    fc.asyncProperty(frameCase, async ({ layout, frame, batches }) => {
      const positions = layout.columns.map((_, index) => `c${index}`)
      const types = positions.map((name) => `, ${name} float8`).join('')
      await client.query(`create temporary table any_frame (at timestamptz${types})`)
      try {
        const copy = 'copy any_frame from stdin (format binary)'
        const taken = await copyIn(client, copy, copyOf(cutFrame(frame, batches)))
        assert.equal(taken, frame.time.length)
        const read = await readOut('copy any_frame to stdout (format binary)', layout.columns)
        // COPY has no place for reasons.
        const { time, columns } = frame
        assert.deepEqual(rowsOf(read), expectedRows({ time, columns }))
      } finally {
        await client.query('drop table any_frame')
      }
    }),
    { numRuns: 60 },
  )
})

test('PostgreSQL understands the times and values that were sent', async () => {
  const noon = Date.UTC(1800, 0, 1, 12) * 1000
  const frame = makeFrame(
    columns,
    [noon, 1],
    [
      [5e-324, -0],
      [NaN, 1.5],
    ],
  )
  await copyIn(client, copyWide, copyOf([frame]))
  const { rows } = await client.query(
    `select ("timestamp" at time zone 'UTC')::text as at, a::text, b from wide order by 1`,
  )
  assert.deepEqual(rows, [
    { at: '1800-01-01 12:00:00', a: '5e-324', b: null },
    { at: '1970-01-01 00:00:00.000001', a: '-0', b: 1.5 },
  ])
  await client.query('truncate wide')
})

test('NaN and infinities that PostgreSQL holds are no value', async () => {
  const select = `select '2025-01-01'::timestamptz, v::float8
    from unnest(array['NaN', 'Infinity', '-Infinity', null, '1.5']) as v`
  const read = await readOut(`copy (${select}) to stdout (format binary)`, ['v'])
  assert.deepEqual([...read.columns.get('v')!], [NaN, NaN, NaN, NaN, 1.5])
})

test('series go into PostgreSQL as a row for each value', async () => {
  const series = encodeCopySeries([
    { id: 1, time: Float64Array.of(0, 60e6), values: Float64Array.of(1.5, NaN) },
    { id: 2, time: Float64Array.of(0, 60e6), values: Float64Array.of(-0, Infinity) },
  ])
  const copy = 'copy series from stdin (format binary)'
  assert.equal(await copyIn(client, copy, series), 2)
  const { rows: found } = await client.query(
    'select id, extract(epoch from "timestamp")::int as seconds, value::text from series order by id',
  )
  assert.deepEqual(found, [
    { id: 1, seconds: 0, value: '1.5' },
    { id: 2, seconds: 0, value: '-0' },
  ])
})

test('a COPY whose chunks break off writes nothing, and the connection goes on', async () => {
  const frame = makeFrame(
    columns,
    [0, 1],
    [
      [1, 2],
      [3, 4],
    ],
  )
  async function* breakingOff() {
    yield copyHeader()
    yield encodeCopyRows(frame)
    await new Promise((resolve) => setTimeout(resolve, 20))
    throw new Error('the chunks broke off')
  }
  await assert.rejects(copyIn(client, copyWide, breakingOff()), /the chunks broke off/)
  assert.equal(await countWide(), 0)
  assert.equal(await copyIn(client, copyWide, copyOf([frame])), 2)
  await client.query('truncate wide')
})

test('a COPY that PostgreSQL refuses is an error, and the connection goes on', async () => {
  const broken = [copyHeader(), Uint8Array.of(0, 9, 0, 0), copyTrailer()]
  await assert.rejects(copyIn(client, copyWide, broken), { code: '22P04' })
  await assert.rejects(copyIn(client, 'copy nothing from stdin', []), { code: '42P01' })
  assert.equal(await countWide(), 0)
})
