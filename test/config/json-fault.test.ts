import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { describeJsonFault } from '../../src/config/json-fault.ts'

const faults: readonly [text: string, found: string][] = [
  ['', 'line 1, column 1: it ends here'],
  ['{\n  "a": 1,\n}', 'line 3, column 1: unexpected "}"'],
  ['{\n  "a": [1, 2,]\n}', 'line 2, column 14: unexpected "]"'],
  ['{\n  "a": 1\n  "b": 2\n}', 'line 3, column 3: unexpected "\\""'],
  ['{\r\n  "a": 1;\r\n}', 'line 2, column 9: unexpected ";"'],
  ['{\n  // note\n}', 'line 2, column 3: unexpected "/"'],
  ["{ 'a': 1 }", `line 1, column 3: unexpected "'"`],
  ['{ a: 1 }', 'line 1, column 3: unexpected "a"'],
  ['{ "a" 1 }', 'line 1, column 7: unexpected "1"'],
  ['{ "a": 01 }', 'line 1, column 8: unexpected "0"'],
  ['{ "a": truth }', 'line 1, column 8: unexpected "t"'],
  ['{ "a": "no end }', 'line 1, column 8: unexpected "\\""'],
  ['{ "a": 1 } x', 'line 1, column 12: unexpected "x"'],
  ['{ "a": {', 'line 1, column 9: it ends here'],
]

describe('where a text stops being JSON', () => {
  for (const [text, found] of faults) {
    test(JSON.stringify(text), () => {
      assert.throws(() => JSON.parse(text))
      assert.equal(describeJsonFault(text), found)
    })
  }
})

test('what is JSON is read to its end, and what follows it is the fault', () => {
  fc.assert(
    fc.property(fc.json(), fc.constantFrom('?', ']', '}', '"'), (json, more) => {
      const text = `${JSON.stringify(JSON.parse(json), null, 2)}\n${more}`
      const line = text.split('\n').length
      assert.equal(
        describeJsonFault(text),
        `line ${line}, column 1: unexpected ${JSON.stringify(more)}`,
      )
    }),
  )
})
