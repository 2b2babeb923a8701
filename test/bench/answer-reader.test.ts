import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createAnswerReader } from '../../bench/measure/answer-reader.ts'

const answers = {
  'with a length': 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello',
  'with no body': 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n',
  'in chunks':
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nb\r\n0\r\n\r\n world\n\r\n0\r\n\r\n',
} as const

/** How many ends are found when the bytes come in pieces of this size. */
function countEnds(text: string, size: number): number {
  let ends = 0
  const read = createAnswerReader({ onEnd: () => ends++ })
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += size) read(bytes.subarray(at, at + size))
  return ends
}

describe('the end of an answer', () => {
  for (const [what, text] of Object.entries(answers)) {
    test(`${what} is found, however the bytes are cut`, () => {
      for (let size = 1; size <= text.length * 3; size++) {
        assert.equal(countEnds(text.repeat(3), size), 3, `pieces of ${size}`)
      }
      assert.equal(countEnds(text.slice(0, -1), 7), 0)
    })
  }
})

test('the first byte of a body is told when it comes, not with the head', () => {
  let told = 0
  const read = createAnswerReader({ onBody: () => told++ })
  read(Buffer.from('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n'))
  assert.equal(told, 0)
  read(Buffer.from('5\r\nh'))
  assert.equal(told, 1)
})

test('another status, and an answer without an end, are errors', () => {
  const read = createAnswerReader({})
  assert.throws(() => read(Buffer.from('HTTP/1.1 500 Oh\r\ncontent-length: 0\r\n\r\n')), /500 Oh/)
  assert.throws(() => read(Buffer.from('HTTP/1.1 200 OK\r\n\r\n')), /where it ends/)
})
