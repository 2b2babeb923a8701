import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createCopyDataReader } from '../../src/postgres/copy-data-reader.ts'

/** A message as PostgreSQL sends it: a letter, a length with itself counted in, a body. */
function message(letter: string, body: Uint8Array = Buffer.alloc(0)): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(4 + body.length)
  return Buffer.concat([Buffer.from(letter), length, body])
}

const body = fc.uint8Array({ maxLength: 40 })
const piece = fc.record({ letter: fc.constantFrom('d', 'd', 'd', 'S', 'N', 'A', 'H'), body })
const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 60 })

/** Reads bytes that arrive in chunks; what follows the end is left as it is. */
function readAll(bytes: Buffer, places: readonly number[]) {
  const read = createCopyDataReader()
  const ends = [...places, 1].map((place) => Math.round(place * bytes.length)).sort((a, b) => a - b)
  const rows: Buffer[] = []
  let from = 0
  for (const to of ends) {
    const chunk = Buffer.from(bytes.subarray(from, to))
    const data = read(chunk)
    rows.push(Buffer.from(data.rows))
    from = to
    if (data.rest === undefined) continue
    const rest = Buffer.concat([data.rest, bytes.subarray(to)])
    return { rows: Buffer.concat(rows), rest }
  }
  return { rows: Buffer.concat(rows), rest: undefined }
}

for (const letter of ['c', 'E']) {
  test(`CopyData's bodies come together, in whatever chunks they arrive, up to the message ${letter}`, () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), body, cuts, (pieces, last, places) => {
        const messages = pieces.map(({ letter, body }) => message(letter, body))
        const following = Buffer.concat([message(letter, last), message('Z')])
        const read = readAll(Buffer.concat([...messages, following]), places)
        const sent = pieces.filter(({ letter }) => letter === 'd').map(({ body }) => body)
        assert.deepEqual(read.rows, Buffer.concat(sent))
        assert.deepEqual(read.rest, following)
      }),
    )
  })
}

test('nothing is over before its end', () => {
  const read = readAll(Buffer.concat([message('H'), message('d', Buffer.from('rows'))]), [0.5])
  assert.deepEqual(read, { rows: Buffer.from('rows'), rest: undefined })
})
