import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { entityTagOf, namesTag } from '../../../src/http/caching/entity-tag.ts'

const body = Buffer.from('[1,2,3]')
const tag = entityTagOf(body, 'application/json')

describe('an entity tag', () => {
  test('is weak, of characters that a header may have, and the same for the same answer', () => {
    assert.match(tag, /^W\/"[a-z0-9]+-[a-z0-9]+"$/)
    assert.equal(entityTagOf(Buffer.from(body), 'application/json'), tag)
  })

  test('changes with any bit of the body, its length, and what the head says', () => {
    const tags = new Set([tag, entityTagOf(body, 'text/csv'), entityTagOf(body.subarray(1), '')])
    for (let bit = 0; bit < 8 * body.length; bit++) {
      const other = Buffer.from(body)
      other[bit >> 3]! ^= 1 << (bit & 7)
      tags.add(entityTagOf(other, 'application/json'))
    }
    assert.equal(tags.size, 3 + 8 * body.length)
  })

  for (const [header, isNamed] of [
    [tag, true],
    [tag.slice(2), true],
    [`"a,b", W/"c" ,${tag}`, true],
    [`W/"other"  ,  ${tag.slice(2)}  `, true],
    ['*', true],
    [' * ', true],
    ['"*"', false],
    [tag.slice(3, -1), false],
    [`"${tag}`, false],
    ['W/""', false],
    ['', false],
    [undefined, false],
  ] as const) {
    test(`is ${isNamed ? '' : 'not '}named by If-None-Match: ${header ?? 'nothing'}`, () => {
      assert.equal(namesTag(header, tag), isNamed)
    })
  }
})
