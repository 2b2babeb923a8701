import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readText } from '../../../src/etl/extract/read-text.ts'
import { cutBytes } from '../../frame/frame-parts.ts'

async function* bodyOf(chunks: readonly Uint8Array[]) {
  for (const chunk of chunks) yield await Promise.resolve(chunk)
}

test('a text in any chunks comes back, or its beginning where it is longer than may be', async () => {
  const most = fc.nat({ max: 300 })
  const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }))
  await fc.assert(
    fc.asyncProperty(fc.string({ maxLength: 300 }), cuts, most, async (text, cuts, most) => {
      const bytes = Buffer.from(text.replace(/[^ -~]/g, '.'))
      const read = await readText(bodyOf(cutBytes(bytes, cuts)), most)
      assert.equal(read.text, bytes.subarray(0, most).toString())
      assert.equal(read.isCut, bytes.length > most)
    }),
  )
})

test('no more is asked for once a text is too long', async () => {
  let asked = 0
  async function* endless() {
    for (;;) {
      asked++
      yield await Promise.resolve(Buffer.alloc(100, 'x'))
    }
  }
  assert.deepEqual(await readText(endless(), 250), { text: 'x'.repeat(250), isCut: true })
  assert.equal(asked, 3)
})
