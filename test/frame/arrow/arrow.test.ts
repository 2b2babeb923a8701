import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  TimeUnit,
  columnFromArray,
  float32,
  float64,
  tableFromColumns,
  tableFromIPC,
  tableToIPC,
  timestamp,
} from '@uwdata/flechette'
import type { DataType } from '@uwdata/flechette'
import fc from 'fast-check'
import { MinuanoError } from '../../../src/errors/minuano-error.ts'
import {
  batchSlot,
  fieldSlot,
  messageSlot,
  schemaSlot,
} from '../../../src/frame/arrow/arrow-format.ts'
import { createArrowDecoder } from '../../../src/frame/arrow/arrow-decoder.ts'
import { createArrowEncoder } from '../../../src/frame/arrow/arrow-encoder.ts'
import {
  fieldAddress,
  follow,
  readTables,
  readVector,
  rootTable,
} from '../../../src/frame/arrow/flatbuffer-reader.ts'
import { concatFrames } from '../../../src/frame/frame.ts'
import type { Frame, FrameLayout } from '../../../src/frame/frame.ts'
import { reasonColumns } from '../../../src/frame/reason-columns.ts'
import { frameCase, makeFrame } from '../frame-arbitrary.ts'
import { cutBytes, cutFrame, encodeWhole, expectedRows, rowsOf } from '../frame-parts.ts'

/** Decodes a stream that arrives in these chunks; throws as the decoder does. */
function decodeBatches(chunks: readonly Uint8Array[]): Frame[] {
  const decoder = createArrowDecoder()
  const frames = chunks.flatMap((chunk) => decoder.push(chunk)).map(({ frame }) => frame)
  decoder.end()
  return frames
}

function decode(chunks: readonly Uint8Array[], columns: readonly string[]): Frame {
  return concatFrames(decodeBatches(chunks), columns)
}

const layout: FrameLayout = { timeName: 'timestamp', timeDigits: 0, columns: ['a', 'b'] }
const values = [
  [1, NaN, -0, 4, 5],
  [6, 7, 8, 9, 10],
]
const frame = makeFrame(layout.columns, [0, 60e6, 120e6, 180e6, 240e6], values)
const batches = cutFrame(frame, [0.4, 0.8])

/** The stream's messages: schema, three batches, the empty batch with the count, the end mark. */
function messagesOf(): Uint8Array[] {
  const encoder = createArrowEncoder(layout)
  const end = encoder.end(frame.time.length)
  return [
    encoder.start(),
    ...batches.map((batch) => encoder.rows(batch)),
    end.subarray(0, -8),
    end.subarray(-8),
  ]
}

test('any frame comes back, in whatever batches and chunks it travels', () => {
  fc.assert(
    fc.property(frameCase, ({ layout, frame, batches, chunks }) => {
      const bytes = encodeWhole(createArrowEncoder(layout), cutFrame(frame, batches))
      const decoded = decode(cutBytes(bytes, chunks), layout.columns)
      assert.deepEqual(rowsOf(decoded), expectedRows(frame))
    }),
  )
})

test('a stream that arrives byte by byte comes back', () => {
  const bytes = encodeWhole(createArrowEncoder(layout), batches)
  const decoded = decode(
    Array.from(bytes, (byte) => Uint8Array.of(byte)),
    layout.columns,
  )
  assert.deepEqual(rowsOf(decoded), expectedRows(frame))
})

test('names and columns of any length fit into the schema', () => {
  for (let length = 1; length < 2200; length++) {
    const columns = ['x'.repeat(length), 'y'.repeat(length >> 3), 'z']
    const one = makeFrame(columns, [0], [[1], [2], [3]])
    const bytes = encodeWhole(createArrowEncoder({ ...layout, columns }), [one])
    assert.deepEqual(rowsOf(decode([bytes], columns)), rowsOf(one))
  }
  const columns = Array.from({ length: 1600 }, (_, index) => `column_${index}`)
  const wide = makeFrame(
    columns,
    [0],
    columns.map((_, index) => [index]),
  )
  const bytes = encodeWhole(createArrowEncoder({ ...layout, columns }), [wide])
  assert.deepEqual(rowsOf(decode([bytes], columns)), rowsOf(wide))
})

test('another implementation of Arrow reads the same frame', () => {
  fc.assert(
    fc.property(frameCase, ({ layout, frame, batches }) => {
      const bytes = encodeWhole(createArrowEncoder(layout), cutFrame(frame, batches))
      const table = tableFromIPC(bytes, { useBigInt: true })
      assert.deepEqual(
        table.schema.fields.map(({ name, nullable }) => [name, nullable]),
        // It takes a byte order mark off a name's front.
        [
          [layout.timeName.replace(/^\uFEFF/, ''), false],
          ...layout.columns.map((name) => [name.replace(/^\uFEFF/, ''), true]),
          ...[...reasonColumns(layout).values()].map((name) => [
            name.replace(/^\uFEFF/, ''),
            false,
          ]),
        ],
      )
      const [time, ...others] = table.schema.fields.map((_, index) =>
        table.getChildAt<number | null>(index),
      )
      const columns = others.slice(0, layout.columns.length)
      const reasons = others.slice(layout.columns.length)
      const fields = table.schema.fields.slice(1 + layout.columns.length)
      assert.deepEqual(
        fields.map(({ metadata }) => metadata.get('minuano.reasons-of')!.replace(/^\uFEFF/, '')),
        (layout.reasons ?? []).map((name) => name.replace(/^\uFEFF/, '')),
      )
      const read = {
        time: time!.data.flatMap(({ values }) => Array.from(values as BigInt64Array, Number)),
        columns: columns.map((column, index) => [
          layout.columns[index],
          Array.from(column, (value) => value ?? NaN),
        ]),
        reasons: reasons
          .map((column, index) => [layout.reasons![index], Array.from(column)])
          .filter(() => frame.time.length > 0),
      }
      assert.deepEqual(read, expectedRows(frame))
    }),
  )
})

test('a stream of another writer is refused, since it announces no row count', () => {
  assert.throws(() => decode([foreignStream(utcMicroseconds, float64())], ['x']), {
    code: 'answer-malformed',
    message: /row count/,
  })
})

test('what another writer wrote is read alike until its row count is missing', () => {
  const decoder = createArrowDecoder()
  const frames = decoder.push(foreignStream(utcMicroseconds, float64())).map(({ frame }) => frame)
  assert.deepEqual(rowsOf(concatFrames(frames, ['x'])), {
    time: [1000, 2000, 3000],
    columns: [['x', [1.5, NaN, -0]]],
    reasons: [],
  })
})

const utcMicroseconds = timestamp(TimeUnit.MICROSECOND, 'UTC')

/** A stream that flechette writes. */
function foreignStream(timeType: DataType, valueType: DataType, times = [1, 2, 3]): Uint8Array {
  const table = tableFromColumns({
    time: columnFromArray(times, timeType),
    x: columnFromArray([1.5, null, -0], valueType),
  })
  const bytes = tableToIPC(table, { format: 'stream' })
  assert.ok(bytes)
  return bytes
}

test('columns of other types are refused by name', () => {
  const cases: [string, Uint8Array][] = [
    ['"time"', foreignStream(timestamp(TimeUnit.MILLISECOND, 'UTC'), float64())],
    ['"time"', foreignStream(timestamp(TimeUnit.MICROSECOND), float64())],
    ['"time"', foreignStream(timestamp(TimeUnit.MICROSECOND, 'America/Sao_Paulo'), float64())],
    ['"time"', foreignStream(float64(), float64())],
    ['"x"', foreignStream(utcMicroseconds, float32())],
    ['"x"', foreignStream(utcMicroseconds, utcMicroseconds)],
  ]
  for (const [name, bytes] of cases) {
    assert.throws(() => decode([bytes], ['x']), {
      code: 'answer-malformed',
      message: new RegExp(name),
    })
  }
})

test('a missing time is refused, not taken for 1970', () => {
  const bytes = foreignStream(utcMicroseconds, float64(), [1, null as unknown as number, 3])
  assert.throws(() => decode([bytes], ['x']), { code: 'answer-malformed', message: /time/ })
})

test('a stream cut at any byte is cut short', () => {
  const bytes = encodeWhole(createArrowEncoder(layout), batches)
  for (let length = 0; length < bytes.length; length++) {
    assert.throws(() => decode([bytes.subarray(0, length)], layout.columns), {
      code: 'answer-cut-short',
      retryable: true,
    })
  }
})

test('a stream cut at a message boundary, or there and ended anew, is never taken as whole', () => {
  const messages = messagesOf()
  const endMark = messages.at(-1)!
  assert.deepEqual(rowsOf(decode(messages, layout.columns)), expectedRows(frame))
  for (let kept = 0; kept < messages.length - 1; kept++) {
    const start = messages.slice(0, kept)
    assert.throws(() => decode(start, layout.columns), { code: 'answer-cut-short' })
    assert.throws(() => decode([...start, endMark], layout.columns), MinuanoError)
  }
})

test('a stream that lacks a batch, or has one twice, is cut short', () => {
  const messages = messagesOf()
  for (const index of [1, 2, 3]) {
    const fewer = messages.toSpliced(index, 1)
    assert.throws(() => decode(fewer, layout.columns), { code: 'answer-cut-short' })
    const more = messages.toSpliced(index, 0, messages[index]!)
    assert.throws(() => decode(more, layout.columns), { code: 'answer-cut-short' })
  }
})

test('bytes after the end mark are refused, in the same chunk or the next', () => {
  const bytes = encodeWhole(createArrowEncoder(layout), batches)
  const extra = Uint8Array.of(0)
  const refused = { code: 'answer-malformed', message: /end mark/ }
  assert.throws(() => decode([bytes, extra], layout.columns), refused)
  assert.throws(() => decode([Buffer.concat([bytes, extra])], layout.columns), refused)
})

test('an answer that is not Arrow is refused at its first bytes', () => {
  for (const text of ['[{"timestamp":"2025-01-01T00:00:00Z"}]', '<html><body>502</body></html>']) {
    assert.throws(() => createArrowDecoder().push(Buffer.from(text)), {
      code: 'answer-malformed',
      retryable: false,
    })
  }
})

/** The end of a message that announces these lengths. */
function announce(metadata: number): Uint8Array {
  const bytes = new Uint8Array(8).fill(255)
  new DataView(bytes.buffer).setInt32(4, metadata, true)
  return bytes
}

test('a message that announces more than any of ours is refused when it does', () => {
  for (const bytes of [2 ** 31 - 1, 5_000_000, -1]) {
    assert.throws(() => createArrowDecoder().push(announce(bytes)), {
      code: 'answer-malformed',
      message: new RegExp(`announces ${bytes} bytes`),
    })
  }
})

test('a stream of other columns is refused by its schema, before any row', () => {
  const [schema] = messagesOf()
  createArrowDecoder(['a', 'b']).push(schema!)
  for (const asked of [['a'], ['b', 'a'], ['a', 'b', 'c']]) {
    assert.throws(() => createArrowDecoder(asked).push(schema!), {
      code: 'answer-malformed',
      message: new RegExp(`columns a, b instead of ${asked.join(', ')}`),
    })
  }
})

test('columns that share one long name are refused, not read out', () => {
  const name = 'n'.repeat(100_000)
  const columns = [name, ...Array.from({ length: 5000 }, (_, index) => `c${index}`)]
  const schema = createArrowEncoder({ ...layout, columns })
    .start()
    .slice()
  const view = new DataView(schema.buffer, 8)
  const header = follow(view, fieldAddress(view, rootTable(view), messageSlot.header))
  const fields = readTables(view, header, schemaSlot.fields)
  const first = fieldAddress(view, fields[1]!, fieldSlot.name)
  for (const field of fields.slice(2)) {
    const at = fieldAddress(view, field, fieldSlot.name)
    view.setUint32(at, (first + view.getUint32(first, true) - at) >>> 0, true)
  }
  assert.throws(() => createArrowDecoder().push(schema), {
    code: 'answer-malformed',
    message: /share their names|cannot be read/,
  })
})

test('a batch whose columns lie over each other is refused', () => {
  const wide = Array.from({ length: 100 }, (_, index) => `c${index}`)
  const encoder = createArrowEncoder({ ...layout, columns: wide })
  const values = wide.map(() => [1, 2, 3])
  const batch = encoder.rows(makeFrame(wide, [0, 1, 2], values)).slice()
  const decoder = createArrowDecoder()
  decoder.push(encoder.start())
  const view = new DataView(batch.buffer, 8)
  const message = rootTable(view)
  const header = follow(view, fieldAddress(view, message, messageSlot.header))
  const buffers = readVector(view, header, batchSlot.buffers)
  for (let index = 0; index < buffers.length; index++) {
    view.setBigInt64(buffers.at + 16 * index, 0n, true)
  }
  view.setBigInt64(fieldAddress(view, message, messageSlot.bodyLength), 24n, true)
  const metadata = 8 + new DataView(batch.buffer).getInt32(4, true)
  assert.throws(() => decoder.push(batch.subarray(0, metadata + 24)), {
    code: 'answer-malformed',
    message: /shorter than its rows/,
  })
})

test('corrupted bytes end in an error of ours or in rows, never in anything else', () => {
  const bytes = encodeWhole(createArrowEncoder(layout), batches)
  const place = fc.nat({ max: bytes.length - 1 })
  const change = fc.record({ at: place, byte: fc.nat({ max: 255 }) })
  const corrupted = fc
    .tuple(
      fc.array(change, { minLength: 1, maxLength: 6 }),
      fc.array(fc.double({ min: 0, max: 1 })),
    )
    .map(([changes, chunks]) => {
      const copy = Uint8Array.from(bytes)
      for (const { at, byte } of changes) copy[at] = byte
      return cutBytes(copy, chunks)
    })
  const random = fc.uint8Array({ maxLength: 200 }).map((bytes) => [bytes])
  const behindPrefix = random.map(([tail]) => [Uint8Array.of(255, 255, 255, 255), tail!])
  fc.assert(
    fc.property(fc.oneof(corrupted, random, behindPrefix), (chunks) => {
      try {
        decodeBatches(chunks)
      } catch (error) {
        assert.ok(error instanceof MinuanoError, String(error))
      }
    }),
    { numRuns: 3000 },
  )
})

test('units travel with the columns, and another implementation finds them there', () => {
  const units = new Map([
    ['b', 'm/s'],
    ['a', '°C'],
  ])
  const bytes = encodeWhole(createArrowEncoder({ ...layout, units }), batches)
  const decoder = createArrowDecoder()
  decoder.push(bytes)
  decoder.end()
  assert.deepEqual(
    decoder.units,
    new Map([
      ['a', '°C'],
      ['b', 'm/s'],
    ]),
  )
  const { fields } = tableFromIPC(bytes).schema
  assert.deepEqual(
    fields.map((field) => (field.metadata as Map<string, string> | null)?.get('unit')),
    [undefined, '°C', 'm/s'],
  )
})

const withReasons: FrameLayout = { ...layout, reasons: ['b'] }
const reasoned: Frame = { ...frame, reasons: new Map([['b', Uint8Array.of(0, 16, 0, 17, 200)]]) }

test('a frame with reasons in an answer without is written as one that has none', () => {
  const plain = encodeWhole(createArrowEncoder(layout), [frame])
  assert.deepEqual(encodeWhole(createArrowEncoder(layout), [reasoned]), plain)
  const none = encodeWhole(createArrowEncoder({ ...layout, reasons: [] }), [frame])
  assert.deepEqual(none, plain)
})

test('a frame without reasons in an answer with them has nothing to say', () => {
  const bytes = encodeWhole(createArrowEncoder(withReasons), [frame, reasoned])
  const { reasons } = decode([bytes], layout.columns)
  assert.deepEqual([...reasons!], [['b', Uint8Array.of(0, 0, 0, 0, 0, 0, 16, 0, 17, 200)]])
})

test('reasons of no variable of the answer, or of one twice, are refused', () => {
  const refused = { code: 'answer-malformed', message: /reasons of "(c|b|timestamp)"/ }
  const push = (schema: Uint8Array) => () => createArrowDecoder().push(schema)
  for (const reasons of [['c'], ['timestamp']]) {
    assert.throws(push(createArrowEncoder({ ...layout, reasons }).start()), refused)
  }
  const both = Buffer.from(createArrowEncoder({ ...layout, reasons: ['a', 'b'] }).start())
  const ofA = Buffer.from('minuano.reasons-of\0\0\x01\0\0\0a')
  both[both.indexOf(ofA) + ofA.length - 1] = 'b'.charCodeAt(0)
  assert.throws(push(both), refused)
})

test('bytes that say of no variable that they are its reasons are refused', () => {
  const schema = createArrowEncoder(withReasons).start().slice()
  const key = Buffer.from('minuano.reasons-of')
  schema.set(Buffer.from('minuano.reasons-to'), Buffer.from(schema).indexOf(key))
  assert.throws(() => createArrowDecoder().push(schema), {
    code: 'answer-malformed',
    message: /"b.reason" has a type/,
  })
})

test('a batch that is too short for its reasons is refused', () => {
  const encoder = createArrowEncoder(withReasons)
  const batch = encoder.rows(makeFrame(layout.columns, [0], [[1], [2]]))
  const decoder = createArrowDecoder()
  decoder.push(encoder.start())
  const view = new DataView(batch.buffer, 8)
  view.setBigInt64(fieldAddress(view, rootTable(view), messageSlot.bodyLength), 24n, true)
  assert.throws(() => decoder.push(batch.subarray(0, batch.length - 8)), {
    code: 'answer-malformed',
    message: /shorter than its rows/,
  })
})
