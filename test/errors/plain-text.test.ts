import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { escapeControls, plainLine, plainText } from '../../src/errors/plain-text.ts'

const cases: readonly [text: string, plain: string][] = [
  ['a\x1b[31mred\x1b[0m', 'ared'],
  ['\x1b]0;a title\x07b', 'b'],
  ['\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\', 'link'],
  ['\x9b2Jgone', 'gone'],
  ['\x1bcreset', 'reset'],
  ['evil\u202egpj.exe', 'evilgpj.exe'],
  ['a\u2066b\u2069\u0000\u0007\u0008', 'ab'],
  ['one\r\n\ttwo', 'one\n\ttwo'],
  ['café, 25 °C, 風', 'café, 25 °C, 風'],
]

for (const [text, plain] of cases) {
  test(`of ${JSON.stringify(text)} what is left is plain`, () =>
    assert.equal(plainText(text), plain))
}

test('a foreign text is one line, so that it passes for none of ours', () => {
  assert.equal(plainLine('no\r\nminuano: all done\rreally\n'), 'no minuano: all done really ')
})

test('no control character is left, whatever the text', () => {
  const any = fc.string({ unit: 'binary' })
  fc.assert(
    fc.property(any, (text) => {
      assert.doesNotMatch(plainText(text), /[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/)
      assert.doesNotMatch(plainLine(text), /[\0-\x1f\x7f-\x9f\u2028\u2029]/)
    }),
  )
})

test('JSON means the same with its controls written out', () => {
  fc.assert(
    fc.property(fc.json(), fc.string({ unit: 'binary' }), (json, text) => {
      const value: unknown = [JSON.parse(json), text, '\u009b\u202e']
      const escaped = escapeControls(JSON.stringify(value))
      assert.deepEqual(JSON.parse(escaped), value)
      assert.doesNotMatch(escaped, /[\x7f-\x9f\u202a-\u202e]/)
    }),
  )
})
