import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { after, test } from 'node:test'
import { askWhole } from '../../bench/load/ask-whole.ts'

/** Answers every connection with these bytes, and then closes it. */
async function serve(answer: string): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.once('data', () => socket.end(answer))
  })
  after(() => void server.close())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

for (const [what, answer, seen] of [
  ['is whole', 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi', { status: 200 }],
  [
    'is a refusal',
    'HTTP/1.1 503 Busy\r\nRetry-After: 7\r\ncontent-length: 2\r\n\r\nno',
    { status: 503, retryAfterSeconds: 7 },
  ],
  ['breaks off', 'HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhi', { status: 0 }],
  ['is no HTTP', 'no\r\n\r\n', { status: 0 }],
] as const) {
  test(`an answer that ${what} is told as what it is`, async () => {
    const { milliseconds, ...rest } = await askWhole(await serve(answer), '/')
    assert.ok(milliseconds > 0)
    const bytes = answer.length
    assert.deepEqual(rest, { retryAfterSeconds: undefined, bytes, ...seen })
  })
}

test('nobody who answers is told as an answer too', async () => {
  const { status, bytes } = await askWhole(1, '/')
  assert.deepEqual({ status, bytes }, { status: 0, bytes: 0 })
})
