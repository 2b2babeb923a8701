import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { findQualityKind } from '../../../src/check/proposal/find-quality-kind.ts'

describe('the kind of quality that codes tell', () => {
  for (const [codes, kind] of [
    [['192'], 'opc-da'],
    [['192', '0', '24', '216', null], 'opc-da'],
    [['0', '2147483648'], 'opc-ua'],
    [['0', '-2147483648'], 'opc-ua'],
    [['0', '192', '2150891520'], 'opc-ua'],
    [['0'], undefined],
    [['0', '1', '16'], undefined],
    [['216'], undefined],
    [['192', '100000'], undefined],
    [['Good', 'Bad'], undefined],
    [['192', 'Good'], undefined],
    [[null], undefined],
    [[], undefined],
  ] as const) {
    test(`is ${kind ?? 'none'} of ${JSON.stringify(codes)}`, () => {
      assert.equal(findQualityKind(codes.map((code) => ({ code, rows: 1 }))), kind)
    })
  }
})
