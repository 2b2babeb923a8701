import assert from 'node:assert/strict'
import { once } from 'node:events'
import { PassThrough } from 'node:stream'
import { describe, test } from 'node:test'
import { constants, gunzipSync } from 'node:zlib'
import { gzipStream, gzipWhole } from '../../../src/http/compression/gzip.ts'

/** What can be read of a stream that has not ended. */
const readSoFar = (bytes: Buffer) =>
  gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH }).toString()

describe('gzip', () => {
  test('gives back what was put in, whole', async () => {
    const text = Buffer.from('a day of minutes '.repeat(1000))
    const compressed = await gzipWhole(text)
    assert.ok(compressed.length < text.length / 20)
    assert.ok(gunzipSync(compressed).equals(text))
  })

  test('lets each piece of a stream be read before the next one comes', async () => {
    const source = new PassThrough()
    const compressed = gzipStream(source)
    let bytes = Buffer.alloc(0)
    compressed.on('data', (chunk: Buffer) => (bytes = Buffer.concat([bytes, chunk])))
    let whole = ''
    for (const piece of ['first\n', 'second\n', 'third\n'.repeat(20_000)]) {
      whole += piece
      source.write(piece)
      while (bytes.length === 0 || readSoFar(bytes).length < whole.length) {
        await once(compressed, 'data')
      }
      assert.equal(readSoFar(bytes), whole)
    }
    source.end()
    await once(compressed, 'end')
    assert.equal(gunzipSync(bytes).toString(), whole)
  })

  test('breaks with what it compresses', async () => {
    const source = new PassThrough()
    const compressed = gzipStream(source).resume()
    source.write('rows')
    source.destroy(new Error('the Source has gone'))
    const [error] = (await once(compressed, 'error')) as [Error]
    assert.equal(error.message, 'the Source has gone')
  })

  test('ends what it compresses where its reader leaves', async () => {
    const source = new PassThrough().on('error', () => undefined)
    const compressed = gzipStream(source)
    source.write('rows')
    compressed.destroy()
    await new Promise((resolve) => source.on('close', resolve))
    assert.ok(source.destroyed)
  })
})
