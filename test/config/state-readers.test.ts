import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { stateCodes } from '../../src/config/state-readers.ts'

test('codes are read by type, and written so that they are read as the same', () => {
  const json = {
    V90: { 1: 'full-performance', '-7': 'forced-outage' },
    '*': [
      { codes: { 0: 'suspended' } },
      { validFrom: '2024-06-01', codes: { 0: 'force-majeure' } },
    ],
  }
  const map = stateCodes.read(JSON.stringify(json))!
  assert.deepEqual(
    map,
    new Map<string, unknown>([
      [
        'V90',
        [
          {
            validFrom: null,
            codes: new Map([
              [1, 'full-performance'],
              [-7, 'forced-outage'],
            ]),
          },
        ],
      ],
      [
        '*',
        [
          { validFrom: null, codes: new Map([[0, 'suspended']]) },
          { validFrom: '2024-06-01', codes: new Map([[0, 'force-majeure']]) },
        ],
      ],
    ]),
  )
  assert.deepEqual(stateCodes.read(stateCodes.write!(map)), map)
})

describe('a fault is named', () => {
  for (const [own, said] of [
    [{ 1: 'fine' }, /V90: the category of 1 must be one of full-performance/],
    [{ on: 'suspended' }, /V90: the code on must be a whole number/],
    [[{ codes: {} }, { codes: {} }], /each but the first of a list needs validFrom/],
    [
      [
        { validFrom: '2024-06-01', codes: {} },
        { validFrom: '2024-06-01', codes: {} },
      ],
      /each day once/,
    ],
    [[{ validFrom: 'June', codes: {} }], /validFrom must be a day/],
  ] as const) {
    test(JSON.stringify(own), () => {
      assert.match(stateCodes.fault!(JSON.stringify({ V90: own }))!, said)
    })
  }
})
