import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createCsvEncoder, decodeCsv } from '../../../src/frame/text/csv.ts'
import { emptyFrame } from '../../../src/frame/frame.ts'
import type { Frame, FrameEncoder, FrameLayout } from '../../../src/frame/frame.ts'
import { createJsonEncoder, decodeJson } from '../../../src/frame/text/json.ts'
import { frameCase, makeFrame } from '../frame-arbitrary.ts'
import { cutFrame, encodeWhole, expectedRows, rowsOf } from '../frame-parts.ts'

interface TextFormat {
  readonly name: string
  readonly encoder: (layout: FrameLayout) => FrameEncoder
  readonly decode: (text: string, layout: FrameLayout) => Frame
}

const lines = { lines: true }
const formats: readonly TextFormat[] = [
  { name: 'JSON', encoder: createJsonEncoder, decode: decodeJson },
  {
    name: 'NDJSON',
    encoder: (layout) => createJsonEncoder(layout, lines),
    decode: (text, layout) => decodeJson(text, layout, lines),
  },
  { name: 'CSV', encoder: createCsvEncoder, decode: decodeCsv },
]

function textOf(encoder: FrameEncoder, frames: readonly Frame[]): string {
  return Buffer.from(encodeWhole(encoder, frames)).toString()
}

for (const { name, encoder, decode } of formats) {
  test(`any frame comes back from ${name}, in whatever batches it travels`, () => {
    fc.assert(
      fc.property(frameCase, ({ layout, frame, batches }) => {
        const text = textOf(encoder(layout), cutFrame(frame, batches))
        assert.deepEqual(rowsOf(decode(text, layout)), expectedRows(frame))
      }),
    )
  })
}

const layout: FrameLayout = { timeName: 'timestamp', timeDigits: 0, columns: ['a', 'b'] }
const noon = Date.UTC(2025, 0, 3, 12) * 1000
const frame = makeFrame(
  layout.columns,
  [noon, noon + 60e6],
  [
    [1.5, NaN],
    [-0, 1e21],
  ],
)

test('JSON is one array, a row a line; a missing value is null', () => {
  assert.equal(
    textOf(createJsonEncoder(layout), [frame]),
    '[{"timestamp":"2025-01-03T12:00:00Z","a":1.5,"b":-0.0},\n' +
      '{"timestamp":"2025-01-03T12:01:00Z","a":null,"b":1e+21}]\n',
  )
})

test('NDJSON is an object a line', () => {
  assert.equal(
    textOf(createJsonEncoder(layout, lines), [frame]),
    '{"timestamp":"2025-01-03T12:00:00Z","a":1.5,"b":-0.0}\n' +
      '{"timestamp":"2025-01-03T12:01:00Z","a":null,"b":1e+21}\n',
  )
})

test('CSV has a header; a missing value is an empty field; odd names are quoted', () => {
  const columns = ['a "b"', 'c,d', 'e\nf', 'g\rh', 'i j']
  const values = columns.map(() => [1, NaN])
  const odd = makeFrame(columns, [noon, noon + 60e6], values)
  assert.equal(
    textOf(createCsvEncoder({ ...layout, columns }), [odd]),
    'timestamp,"a ""b""","c,d","e\nf","g\rh",i j\n' +
      '2025-01-03T12:00:00Z,1.0,1.0,1.0,1.0,1.0\n2025-01-03T12:01:00Z,,,,,\n',
  )
})

test('a reason stands after the values under a name of its own; where there is none it is missing', () => {
  const columns = ['a', 'b', 'a.reason']
  const one = makeFrame(
    columns,
    [noon, noon + 60e6],
    [
      [1, NaN],
      [2, 3],
      [4, 5],
    ],
  )
  const reasons = new Map([
    ['a', Uint8Array.of(0, 1)],
    ['b', Uint8Array.of(16, 17)],
  ])
  const reasoned = { ...layout, columns, reasons: ['a', 'b'] }
  const texts = [createJsonEncoder(reasoned, lines), createCsvEncoder(reasoned)].map((encoder) =>
    textOf(encoder, [{ ...one, reasons }]),
  )
  assert.deepEqual(texts, [
    '{"timestamp":"2025-01-03T12:00:00Z","a":1.0,"b":2.0,"a.reason":4.0,"a.reason_":null,"b.reason":"ambiguous-time"}\n' +
      '{"timestamp":"2025-01-03T12:01:00Z","a":null,"b":3.0,"a.reason":5.0,"a.reason_":"no-value","b.reason":"nonexistent-time"}\n',
    'timestamp,a,b,a.reason,a.reason_,b.reason\n' +
      '2025-01-03T12:00:00Z,1.0,2.0,4.0,,ambiguous-time\n' +
      '2025-01-03T12:01:00Z,,3.0,5.0,no-value,nonexistent-time\n',
  ])
  for (const encoder of [createJsonEncoder, createCsvEncoder]) {
    const plain = textOf(encoder({ ...layout, columns }), [one])
    assert.equal(textOf(encoder({ ...layout, columns }), [{ ...one, reasons }]), plain)
    assert.equal(textOf(encoder({ ...layout, columns, reasons: [] }), [one]), plain)
  }
})

test('an answer without rows is whole in every format', () => {
  const none = emptyFrame(layout.columns)
  for (const frames of [[], [none]]) {
    assert.equal(textOf(createJsonEncoder(layout), frames), '[]\n')
    assert.equal(textOf(createJsonEncoder(layout, lines), frames), '')
    assert.equal(textOf(createCsvEncoder(layout), frames), 'timestamp,a,b\n')
  }
})

test('every time of an answer has the width of its layout', () => {
  const times = makeFrame([], [noon, noon + 1_500_000, noon - 1_000, noon + 1], [])
  const shown = ([0, 3, 6] as const).map((timeDigits) =>
    textOf(createCsvEncoder({ timeName: 't', timeDigits, columns: [] }), [times])
      .split('\n')
      .slice(1, -1)
      .map((time) => time.slice(11)),
  )
  assert.deepEqual(shown, [
    ['12:00:00Z', '12:00:01Z', '11:59:59Z', '12:00:00Z'],
    ['12:00:00.000Z', '12:00:01.500Z', '11:59:59.999Z', '12:00:00.000Z'],
    ['12:00:00.000000Z', '12:00:01.500000Z', '11:59:59.999000Z', '12:00:00.000001Z'],
  ])
})
