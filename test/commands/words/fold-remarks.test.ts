import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { foldRemarks } from '../../../src/commands/words/fold-remarks.ts'

const names = (count: number) => Array.from({ length: count }, (_, index) => `v${index}`)

describe('remarks on a day', () => {
  test('of few variables are said one by one', () => {
    assert.equal(foldRemarks([]), '')
    const few = ['a: never loaded', 'b: never loaded', 'b: 3 of 10 missing', 'c: never loaded']
    assert.equal(foldRemarks(few), few.join('; '))
  })

  test('that are the same of many variables are said once, where the first of them stood', () => {
    const many = ['x: failed, internal', ...names(4).map((name) => `${name}: never loaded`), 'y: z']
    assert.equal(foldRemarks(many), 'x: failed, internal; v0, v1, v2, v3: never loaded; y: z')
    assert.equal(
      foldRemarks(names(200).map((name) => `${name}: no source data`)),
      '200 variables (v0, v1, v2, v3, v4 and 195 more): no source data',
    )
  })

  test('that differ are some, and the number of the rest', () => {
    const all = names(200).map((name, index) => `${name}: ${index} of 300 missing`)
    assert.equal(foldRemarks(all), `${all.slice(0, 8).join('; ')}; and 192 more (--json has all)`)
  })
})
