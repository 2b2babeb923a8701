import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { MinuanoError } from '../../../src/errors/minuano-error.ts'
import { concatFrames } from '../../../src/frame/frame.ts'
import type { Frame } from '../../../src/frame/frame.ts'
import {
  copyHeader,
  copyTrailer,
  createCopyDecoder,
  encodeCopyRows,
  encodeCopySeries,
} from '../../../src/frame/postgres/postgres-copy.ts'
import { frameCase, makeFrame } from '../frame-arbitrary.ts'
import { cutBytes, cutFrame, expectedRows, rowsOf } from '../frame-parts.ts'

function encode(frames: readonly Frame[]): Uint8Array {
  return Buffer.concat([
    copyHeader(),
    ...frames.map((frame) => encodeCopyRows(frame)),
    copyTrailer(),
  ])
}

function decodeFrames(
  chunks: readonly Uint8Array[],
  columns: readonly string[],
  rowsPerFrame = 8192,
): Frame[] {
  const decoder = createCopyDecoder(columns, rowsPerFrame)
  return [...chunks.flatMap((chunk) => decoder.push(chunk)), decoder.end()]
}

const columns = ['a', 'b']
const frame = makeFrame(
  columns,
  [0, 60e6, 120e6],
  [
    [1, NaN, -0],
    [NaN, NaN, 6],
  ],
)

/** COPY has no place for reasons. */
function expectedValues({ time, columns }: Frame): object {
  return expectedRows({ time, columns })
}

test('any frame comes back, in whatever batches and chunks it travels', () => {
  const rowsPerFrame = fc.integer({ min: 1, max: 50 })
  fc.assert(
    fc.property(frameCase, rowsPerFrame, ({ layout, frame, batches, chunks }, rowsPerFrame) => {
      const bytes = encode(cutFrame(frame, batches))
      const frames = decodeFrames(cutBytes(bytes, chunks), layout.columns, rowsPerFrame)
      assert.deepEqual(rowsOf(concatFrames(frames, layout.columns)), expectedValues(frame))
      for (const full of frames.slice(0, -1)) assert.equal(full.time.length, rowsPerFrame)
    }),
  )
})

test('a frame that was given back is written over, and no other', () => {
  fc.assert(
    fc.property(frameCase, ({ layout, frame, chunks }) => {
      const decoder = createCopyDecoder(layout.columns, 3)
      const copies: Frame[] = []
      const take = (taken: Frame) => {
        copies.push({
          time: taken.time.slice(),
          columns: new Map([...taken.columns].map(([name, values]) => [name, values.slice()])),
        })
        decoder.recycle(taken)
      }
      for (const chunk of cutBytes(encode([frame]), chunks)) decoder.push(chunk).forEach(take)
      take(decoder.end())
      assert.deepEqual(rowsOf(concatFrames(copies, layout.columns)), expectedValues(frame))
    }),
  )
})

test('of a table of 1,500 columns every array is written over again', () => {
  const names = Array.from({ length: 1500 }, (_, column) => `v${column}`)
  const batch = makeFrame(
    names,
    [0, 1],
    names.map((_, column) => [column, -column]),
  )
  const decoder = createCopyDecoder(names, 2)
  const takeOne = (bytes: Uint8Array) => {
    const [taken, ...others] = decoder.push(bytes)
    assert.deepEqual(rowsOf(taken!), rowsOf(batch))
    assert.deepEqual(others, [])
    decoder.recycle(taken!)
    return new Set([...taken!.columns.values()].map(({ buffer }) => buffer))
  }
  const rows = encodeCopyRows(batch)
  takeOne(Buffer.concat([copyHeader(), rows]))
  const before = takeOne(rows)
  assert.equal(new Set([...before, ...takeOne(rows)]).size, 1501)
})

test('an answer that arrives byte by byte comes back', () => {
  const bytes = Array.from(encode([frame]), (byte) => Uint8Array.of(byte))
  const decoded = concatFrames(decodeFrames(bytes, columns), columns)
  assert.deepEqual(rowsOf(decoded), expectedRows(frame))
})

test('infinities that PostgreSQL sends are no value', () => {
  const bytes = encode([makeFrame(['a'], [0, 0, 0], [[1, 1, 1]])])
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const lastFieldOf = (row: number) => copyHeader().length + 26 * row + 18
  view.setFloat64(lastFieldOf(0), Infinity)
  view.setFloat64(lastFieldOf(1), -Infinity)
  view.setFloat64(lastFieldOf(2), NaN)
  assert.deepEqual(rowsOf(decodeFrames([bytes], ['a'])[0]!), {
    time: [0, 0, 0],
    columns: [['a', [NaN, NaN, NaN]]],
    reasons: [],
  })
})

test('infinities are sent as NULL, as NaN is', () => {
  const sent = encodeCopyRows(makeFrame(['a'], [0, 1], [[Infinity, -Infinity]]))
  const expected = encodeCopyRows(makeFrame(['a'], [0, 1], [[NaN, NaN]]))
  assert.deepEqual(sent, expected)
})

test('an answer that is not a COPY, or has flags that we do not know, is refused', () => {
  const bytes = encode([frame])
  for (let at = 0; at < copyHeader().length; at++) {
    const changed = Uint8Array.from(bytes, (byte, index) => (index === at ? byte ^ 1 : byte))
    assert.throws(() => decodeFrames([changed], columns), { code: 'source-refused' }, `byte ${at}`)
  }
})

test('an answer cut at any byte is an unavailable Source', () => {
  const bytes = encode([frame])
  for (let length = 0; length < bytes.length; length++) {
    assert.throws(() => decodeFrames([bytes.subarray(0, length)], columns), {
      code: 'source-unavailable',
      retryable: true,
    })
  }
})

test('rows of another width than asked are refused', () => {
  const bytes = encode([frame])
  for (const other of [['a'], ['a', 'b', 'c']]) {
    assert.throws(() => decodeFrames([bytes], other), { code: 'source-refused' })
  }
})

test('corrupted bytes end in an error of ours or in rows, never in anything else', () => {
  const bytes = encode([frame])
  const place = fc.nat({ max: bytes.length - 1 })
  const change = fc.record({ at: place, byte: fc.nat({ max: 255 }) })
  const corrupted = fc.array(change, { minLength: 1, maxLength: 6 }).map((changes) => {
    const copy = Uint8Array.from(bytes)
    for (const { at, byte } of changes) copy[at] = byte
    return copy
  })
  const headed = fc
    .uint8Array({ maxLength: 100 })
    .map((tail) => Buffer.concat([copyHeader(), tail]))
  const places = fc.array(fc.double({ min: 0, max: 1 }))
  fc.assert(
    fc.property(fc.oneof(corrupted, headed), places, (bytes, places) => {
      try {
        decodeFrames(cutBytes(bytes, places), columns, 2)
      } catch (error) {
        assert.ok(error instanceof MinuanoError, String(error))
      }
    }),
    { numRuns: 3000 },
  )
})

test('a series gives a row for each value that there is', () => {
  const answer = Buffer.concat([
    ...encodeCopySeries([
      { id: 7, time: Float64Array.of(0, 1, 2, 3), values: Float64Array.of(1.5, NaN, Infinity, -0) },
      { id: 8, time: Float64Array.of(), values: Float64Array.of() },
    ]),
  ])
  const header = copyHeader().length
  assert.deepEqual(new Uint8Array(answer.subarray(0, header)), copyHeader())
  assert.deepEqual(new Uint8Array(answer.subarray(-2)), copyTrailer())
  const bytes = answer.subarray(header, -2)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  assert.equal(bytes.length, 2 * 34)
  for (const row of [0, 34]) {
    assert.equal(view.getInt16(row), 3)
    assert.equal(view.getInt32(row + 6), 7)
  }
  assert.equal(view.getFloat64(26), 1.5)
  assert.ok(Object.is(view.getFloat64(34 + 26), -0))
})
