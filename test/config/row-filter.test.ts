import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { loadConfig } from '../../src/config/load-config.ts'
import { rowFilter } from '../../src/config/row-filter.ts'

test('a filter of columns and values is read', () => {
  assert.deepEqual(
    rowFilter.read('{"quality": [192, 0.5], "state": ["ok", null], "deleted": [false]}'),
    new Map<string, unknown>([
      ['quality', [192, 0.5]],
      ['state', ['ok', null]],
      ['deleted', [false]],
    ]),
  )
  assert.deepEqual(rowFilter.read('{}'), new Map())
})

const refused: readonly [text: string, expected: RegExp][] = [
  ['quality = 192', /"quality = 192" is not allowed: it must be a JSON object of columns/],
  ['[1]', /must be a JSON object/],
  ['null', /must be a JSON object/],
  ['{"quality": 192}', /lists of the values/],
  ['{"quality": []}', /lists of the values/],
  ['{"quality": [[1]]}', /lists of the values/],
  ['{"": [1]}', /lists of the values/],
  ['{"id": [9007199254740993]}', /a number beyond 9007199254740991 is not read exactly/],
  [`{"id": [${'1,'.repeat(1000)}1]}`, /it has 1001 values, and may have 1000/],
]
for (const [text, expected] of refused) {
  test(`${text.slice(0, 40)} is refused in one line`, () => {
    assert.throws(() => loadConfig({ SOURCE_WHERE: text }), {
      code: 'configuration',
      message: new RegExp(`^SOURCE_WHERE: [^\\n]*${expected.source}[^\\n]*$`),
    })
  })
}

test('any filter is written as text that is read as the same', () => {
  const value = fc.oneof(fc.string(), fc.boolean(), fc.constant(null), fc.integer())
  const column = fc.string({ minLength: 1 }).filter((name) => !/^(\d+|__proto__)$/.test(name))
  fc.assert(
    fc.property(fc.dictionary(column, fc.array(value, { minLength: 1 })), (object) => {
      const filter = new Map(Object.entries(object))
      assert.deepEqual(rowFilter.read(rowFilter.write!(filter)), filter)
    }),
  )
})
