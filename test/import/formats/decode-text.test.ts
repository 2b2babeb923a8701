import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { createTextDecoding } from '../../../src/import/formats/decode-text.ts'

/** The text of bytes that arrive in pieces of a size, and what was found of their encoding. */
function decode(bytes: Uint8Array, size: number, told?: string) {
  const decoding = createTextDecoding(told)
  let text = ''
  for (let at = 0; at < bytes.length; at += size)
    text += decoding.push(bytes.subarray(at, at + size))
  text += decoding.end()
  return { text, encoding: decoding.encoding, isBroken: decoding.isBroken }
}

describe('the encoding of a text', () => {
  test('is UTF-8 where all bytes are, however they arrive', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 9 }), (text, size) => {
        fc.pre(!text.includes('\0') && !text.startsWith('\ufeff'))
        for (const mark of ['', '\ufeff']) {
          if (mark !== '' && size < 3) continue
          const found = decode(Buffer.from(mark + text), size)
          assert.deepEqual(found, { text, encoding: 'utf-8', isBroken: false })
        }
      }),
    )
  })

  test('is Windows-1252 from the first byte on that is no UTF-8', () => {
    const text = `time;T [°C];a [m/s²]\n${'2024-02-01;1;2\n'.repeat(50)}`
    for (const size of [1, 7, 4096]) {
      const found = decode(Buffer.from(text, 'latin1'), size)
      assert.deepEqual(found, { text, encoding: 'windows-1252', isBroken: false })
    }
  })

  test('stays UTF-8 where a single byte is broken, which is said', () => {
    const bytes = Buffer.concat([Buffer.from('m/s² ok '), Uint8Array.of(0xb2), Buffer.from(' ²')])
    assert.deepEqual(decode(bytes, 4), { text: 'm/s² ok � ²', encoding: 'utf-8', isBroken: true })
  })

  test('is UTF-16 with its mark or without, in both orders of bytes', () => {
    const text = 'time,T [°C]\n2024-02-01 00:00,1\n'
    for (const mark of ['', '\ufeff']) {
      const little = Buffer.from(mark + text, 'utf16le')
      const big = Buffer.from(little).swap16()
      for (const size of [64, 4096]) {
        assert.deepEqual(decode(little, size), { text, encoding: 'utf-16le', isBroken: false })
        assert.deepEqual(decode(big, size), { text, encoding: 'utf-16be', isBroken: false })
      }
    }
  })

  test('is what it is told, unless a mark says otherwise', () => {
    assert.equal(decode(Buffer.from('°', 'latin1'), 9, 'windows-1252').text, '°')
    assert.equal(decode(Buffer.from('é'), 9, 'windows-1252').text, 'Ã©')
    assert.equal(decode(Buffer.from('\ufeffé', 'utf16le'), 9, 'utf-8').text, 'é')
  })
})
