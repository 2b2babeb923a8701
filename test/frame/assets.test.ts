import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { tableFromIPC } from '@uwdata/flechette'
import fc from 'fast-check'
import Papa from 'papaparse'
import { createArrowDecoder } from '../../src/frame/arrow/arrow-decoder.ts'
import { createArrowEncoder } from '../../src/frame/arrow/arrow-encoder.ts'
import type { AssetFrame, FrameEncoder, FrameLayout } from '../../src/frame/frame.ts'
import { createCsvEncoder } from '../../src/frame/text/csv.ts'
import { createJsonEncoder } from '../../src/frame/text/json.ts'
import { makeFrame } from './frame-arbitrary.ts'
import { cutBytes, expectedRows, rowsOf } from './frame-parts.ts'

const columns = ['a', 'b']
const layoutOf = (assets: readonly string[]): FrameLayout => ({
  timeName: 'timestamp',
  timeDigits: 0,
  assets,
  columns,
  reasons: ['b'],
})

/** Frames of assets, in their order: some have more than one, or none, or an empty one. */
const parts = fc
  .uniqueArray(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 }), {
    minLength: 1,
    maxLength: 6,
  })
  .chain((assets) =>
    fc.record({
      assets: fc.constant(assets),
      rows: fc.array(fc.array(fc.nat({ max: 4 }), { maxLength: 2 }), {
        minLength: assets.length,
        maxLength: assets.length,
      }),
      cuts: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 5 }),
    }),
  )
  .map(({ assets, rows, cuts }) => ({
    assets,
    cuts,
    frames: assets.flatMap((asset, index) =>
      rows[index]!.map((count, at): AssetFrame => {
        const time = Array.from({ length: count }, (_, row) => (at * 4 + row) * 60e6)
        const values = time.map((_, row) => (row === 2 ? NaN : index + row / 4))
        const reasons = new Map([['b', Uint8Array.from(time, () => 16)]])
        return { asset, frame: { ...makeFrame(columns, time, [values, values]), reasons } }
      }),
    ),
  }))

function encode(encoder: FrameEncoder, frames: readonly AssetFrame[]): Buffer {
  const rows = frames.reduce((sum, { frame }) => sum + frame.time.length, 0)
  return Buffer.concat([
    encoder.start(),
    ...frames.map(({ frame, asset }) => encoder.rows(frame, asset)),
    encoder.end(rows),
  ])
}

/** Each row's time in seconds, asset and first value. */
function wanted(frames: readonly AssetFrame[]) {
  return frames.flatMap(({ asset, frame }) =>
    [...frame.time].map((instant, row) => {
      const value = frame.columns.get('a')![row]!
      return [instant / 1e6, asset, Number.isNaN(value) ? null : value]
    }),
  )
}

const secondsOf = (text: unknown) => Date.parse(String(text)) / 1000

describe('rows of assets', () => {
  test('come back from Arrow asset by asset, in whatever chunks they travel', () => {
    fc.assert(
      fc.property(parts, ({ assets, frames, cuts }) => {
        const bytes = encode(createArrowEncoder(layoutOf(assets)), frames)
        const decoder = createArrowDecoder(columns)
        const found = cutBytes(bytes, cuts).flatMap((chunk) => decoder.push(chunk))
        decoder.end()
        assert.deepEqual(
          found.map(({ asset, frame }) => [asset, rowsOf(frame)]),
          frames
            .filter(({ frame }) => frame.time.length > 0)
            .map(({ asset, frame }) => [asset, expectedRows(frame)]),
        )
      }),
    )
  })

  test('are read from Arrow by another implementation', () => {
    fc.assert(
      fc.property(parts, ({ assets, frames }) => {
        const table = tableFromIPC(encode(createArrowEncoder(layoutOf(assets)), frames))
        const rows = table.toArray() as { timestamp: number; asset: string; a: number | null }[]
        assert.deepEqual(
          rows.map(({ timestamp, asset, a }) => [timestamp / 1000, asset, a]),
          wanted(frames),
        )
      }),
    )
  })

  test('say their asset after the time in JSON, NDJSON and CSV', () => {
    fc.assert(
      fc.property(parts, ({ assets, frames }) => {
        const layout = layoutOf(assets)
        type Row = Record<string, unknown>
        const shape = (rows: Row[]) =>
          rows.map(({ timestamp, asset, a }) => [secondsOf(timestamp), asset, a])
        const json = encode(createJsonEncoder(layout), frames).toString()
        const rows = JSON.parse(json) as Row[]
        assert.deepEqual(shape(rows), wanted(frames))
        for (const row of rows) {
          assert.deepEqual(Object.keys(row), ['timestamp', 'asset', 'a', 'b', 'b.reason'])
        }
        const lines = encode(createJsonEncoder(layout, { lines: true }), frames).toString()
        assert.deepEqual(
          shape(
            lines
              .split('\n')
              .slice(0, -1)
              .map((line) => JSON.parse(line) as Row),
          ),
          wanted(frames),
        )
        const csv = encode(createCsvEncoder(layout), frames).toString()
        assert.match(csv, /^timestamp,asset,a,b,b\.reason\n/)
        const { data } = Papa.parse<Row>(csv, { header: true, skipEmptyLines: true })
        const numbers = data.map((row) => ({
          ...row,
          a: row['a'] === '' ? null : Number(row['a']),
        }))
        assert.deepEqual(shape(numbers), wanted(frames))
      }),
    )
  })

  test('have no column of their own where there are no assets', () => {
    const frame = makeFrame(columns, [0], [[1], [2]])
    for (const create of [createArrowEncoder, createJsonEncoder, createCsvEncoder]) {
      const { assets, ...plain } = layoutOf(['T01'])
      const [first, second] = [create(plain), create({ ...plain, assets: undefined })]
      const one = Buffer.concat([first.start(), first.rows(frame), first.end(1)])
      assert.deepEqual(one, Buffer.concat([second.start(), second.rows(frame, ''), second.end(1)]))
      assert.ok(!one.toString('latin1').includes(assets![0]!))
    }
  })

  test('of two assets in a batch, or of one that is not there, are no answer of ours', () => {
    const layout = layoutOf(['T01', 'T02'])
    const encoder = createArrowEncoder(layout)
    const bytes = Buffer.from(
      encoder.rows(
        makeFrame(
          columns,
          [0, 1],
          [
            [1, 1],
            [2, 2],
          ],
        ),
        'T01',
      ),
    )
    const one = [encoder.start(), bytes] as const
    for (const [place, message] of [
      [1, /two assets/],
      [7, /not in the dictionary/],
    ] as const) {
      const decoder = createArrowDecoder(columns)
      decoder.push(one[0])
      const broken = Buffer.from(bytes)
      // The places follow the times: 16 bytes of the body, which ends the message.
      const body = broken.length - (16 + 8 + 2 * 16 + 8)
      broken.writeInt32LE(place, body + 16)
      if (place === 7) broken.writeInt32LE(place, body + 20)
      assert.throws(() => decoder.push(broken), { code: 'answer-malformed', message })
    }
  })
})
